"""System checks: what a setting can be wrong about, said when Django starts. The ids are stable."""

from .deployment import check_deployment
from .installation import check_installation, check_urls
from .rules import RULES, check_settings

__all__ = ["RULES", "check_deployment", "check_installation", "check_settings", "check_urls"]
