"""Measures this app beside two yardsticks, at ten thousand tickets and at a million.

``make bench`` runs :mod:`benchmarks.__main__`, ``make load`` runs :mod:`benchmarks.load`; both take ``--help``.

==================  ==================================================================================
site                a Django site with the app and both yardsticks; environment variables choose its kind
limit               what Django and REST framework cost at the least: one INSERT, one plain list
illustration        the specification's own code: Max()+1, no pages, icontains, COUNT(*)
words, stories      believable tickets, the same in every run
databases, fill     a database of each size, made, filled and dropped by the run
cases, measure      what one request costs in this process: time, CPU, statements
server, client      gunicorn and a load generator, on 127.0.0.1 only
serve               what many requests at once cost
footprint           memory and start-up time of a worker that does nothing
goals, report       what is aimed at, and what came out
users, ledger, load virtual users, and the proof that nothing acknowledged was lost
explain             the profile and the plans of one case
==================  ==================================================================================

Figures are compared within one run only: the subjects take turns, and what counts is the ratio of their medians.
"""
