"""Django finds every model of every slice here."""

from duologue.assessment.models import *  # noqa: F403
from duologue.audit.models import *  # noqa: F403
from duologue.courses.keeping import *  # noqa: F403
from duologue.courses.models import *  # noqa: F403
from duologue.courses.permissions import Permission  # noqa: F401
from duologue.ending.follow_up_models import *  # noqa: F403
from duologue.ending.models import *  # noqa: F403
from duologue.ending.resource_models import *  # noqa: F403
from duologue.ending.summary_models import *  # noqa: F403
from duologue.homework.models import *  # noqa: F403
from duologue.homework.reminder_models import *  # noqa: F403
from duologue.people.mail_stops import *  # noqa: F403
from duologue.people.models import *  # noqa: F403
from duologue.progress.models import *  # noqa: F403
from duologue.questionnaires.brought_models import *  # noqa: F403
from duologue.questionnaires.handover_models import *  # noqa: F403
from duologue.questionnaires.licensed_models import *  # noqa: F403
from duologue.questionnaires.models import *  # noqa: F403
from duologue.questionnaires.own_models import *  # noqa: F403
from duologue.relationship.models import *  # noqa: F403
from duologue.relationship.signals import *  # noqa: F403
from duologue.relationship.spoken import *  # noqa: F403
from duologue.relationship.threads import *  # noqa: F403
from duologue.relationship.transfers import *  # noqa: F403
from duologue.safety.models import *  # noqa: F403
from duologue.sessions.arrangements import *  # noqa: F403
from duologue.sessions.bridge import *  # noqa: F403
from duologue.sessions.live_views import *  # noqa: F403
from duologue.sessions.models import *  # noqa: F403
from duologue.sessions.records import *  # noqa: F403
from duologue.supervision.models import *  # noqa: F403
from duologue.techniques.cards import DiaryCard, OwnEntry  # noqa: F401
from duologue.techniques.chains import Chain, ChainLink  # noqa: F401
from duologue.techniques.models import *  # noqa: F403
from duologue.techniques.patterns import Example, Focus, Theme  # noqa: F401
from duologue.understanding.models import *  # noqa: F403
