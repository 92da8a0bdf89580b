"""System checks: what a setting can be wrong about, said when Django starts. The ids are stable."""

from .deployment import check_deployment
from .installation import check_installation
from .rules import RULES, check_settings
from .urls import check_urls

__all__ = ["RULES", "check_deployment", "check_installation", "check_settings", "check_urls"]
