"""Tells the stories of all tickets of the demo."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from .courses import OWN, Course, draw_course
from .hours import DAYS
from .people import Person
from .spam import SPAM, SUBJECT
from .stories import Step, Story, Teller
from .writing import Letter, Said, Writer

# The visitor's own tickets have mails if they are not older.
DAYS_WITH_MAIL = 8


class Narrator:
    """Tells what happened up to now; ``agents`` are those who write a language."""

    def __init__(self, writer: Writer, agents: dict[str, list[User]], now: datetime) -> None:
        self.writer, self.source, self.agents, self.now = writer, writer.source, agents, now

    def ordinary(self, at: datetime, person: Person) -> Story:
        """Return the story of a person's ticket."""
        return self._tell(at, person, self.writer.letter(person, at), draw_course(self.source))

    def visitors(self, person: Person) -> Iterator[Story]:
        """Yield the stories of the tickets that a visitor of the demo finds as his own."""
        for own in OWN:
            at = self.now - timedelta(days=own.days_ago)
            letter = self.writer.letter(person, at, own.subject, with_comeback=own.course.comes_back)
            story = self._tell(at, person, letter, own.course)
            story.has_mails = own.days_ago < DAYS_WITH_MAIL
            yield story

    def spam(self, number: int) -> Iterator[Story]:
        """Yield the stories of what nobody asked for."""
        for spam in SPAM[:number]:
            at = self.now - timedelta(days=self.source.uniform(0.5, DAYS / 3))
            said = {"subject": SUBJECT, "said": Said(spam.text, []), "is_spam": spam.is_caught}
            steps = [Step(at, None, "open", said)]
            if not spam.is_caught:
                agent = self.source.choice(self.agents[spam.language])
                steps.append(Step(at + timedelta(hours=2), agent, "mark"))
            yield Story(Person(spam.name, spam.email, "", spam.language), steps)

    def _tell(self, at: datetime, person: Person, letter: Letter, course: Course) -> Story:
        teller = Teller(self.writer, letter, at, self.agents[person.language], course)
        return Story(person, list(teller.steps(self.now)))
