"""What the entries of the audit trail say was done, in words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from wattos_admin.page import key_of

ACTION_WORDS: Final = {
    "agent.archived": key_of("Agent archived"),
    "agent.change": key_of("Agent changed"),
    "agent.create": key_of("Agent made"),
    "agent.draft": key_of("Agent brought back as a draft"),
    "agent.model": key_of("Model of an agent chosen"),
    "agent.publish": key_of("Agent published"),
    "agent.published": key_of("Agent brought back, as it was published"),
    "agent.version": key_of("Draft of an agent kept"),
    "area.created": key_of("Area made"),
    "area.deleted": key_of("Area deleted"),
    "character.change": key_of("Character of agents changed"),
    "character.create": key_of("Character of agents made"),
    "character.delete": key_of("Character of agents deleted"),
    "command.run": key_of("Command typed in a chat"),
    "conversation.owner": key_of("Conversation taken over or given back"),
    "conversation.reply": key_of("Reply written to a visitor"),
    "conversation.retention": key_of("Old conversations deleted"),
    "conversation.tags": key_of("Tags of a conversation changed"),
    "crawl_webhook.added": key_of("Address added that is told about finished reading"),
    "crawl_webhook.changed": key_of("Address changed that is told about finished reading"),
    "insight.automation": key_of("When analyses run by themselves changed"),
    "left_question.change": key_of("Left question settled or opened again"),
    "link.created": key_of("Link made to pass on"),
    "link.ended": key_of("Link ended"),
    "model.route": key_of("Order of models changed"),
    "model.route_removed": key_of("Order of models set back"),
    "persona.decided": key_of("Change to a persona accepted or rejected"),
    "persona.edited": key_of("Persona changed"),
    "plugin.change": key_of("Plugin switched or its settings changed"),
    "provider_key.removed": key_of("Key of a model provider removed"),
    "provider_key.set": key_of("Key of a model provider set"),
    "redaction.revealed": key_of("Left out personal data looked at"),
    "retention.changed": key_of("How long conversations are kept changed"),
    "role.changed": key_of("Role changed"),
    "role.created": key_of("Role made"),
    "role.deleted": key_of("Role deleted"),
    "service_token.created": key_of("Access for a program made"),
    "service_token.revoked": key_of("Access of a program withdrawn"),
    "session.ended": key_of("Signed out"),
    "session.opened": key_of("Signed in"),
    "session.reused": key_of("A sign-in was used twice and ended to be safe"),
    "session.revoked": key_of("Signed out by somebody else"),
    "subject.erased": key_of("A person's data deleted"),
    "subject.exported": key_of("A person's data handed out"),
    "target_group.decided": key_of("Change to a group accepted or rejected"),
    "target_group.edited": key_of("Group changed"),
    "team.created": key_of("Team made"),
    "team.deleted": key_of("Team deleted"),
    "team.member_added": key_of("Person added to a team"),
    "team.member_removed": key_of("Person taken out of a team"),
    "tenant.changed": key_of("Details of the organisation changed"),
    "tool.call": key_of("An agent used a tool"),
    "user.changed": key_of("Person's details changed"),
    "user.created": key_of("Person added"),
    "user.deleted": key_of("Person deleted"),
    "user.password_set": key_of("Password set"),
    "user.role_assigned": key_of("Role given to a person"),
    "user.role_removed": key_of("Role taken from a person"),
    "verified_answer.archive": key_of("Verified answer archived"),
    "verified_answer.change": key_of("Verified answer changed"),
    "verified_answer.create": key_of("Verified answer written"),
    "verified_answer.expire": key_of("Verified answer ended until it is checked"),
    "verified_answer.renew": key_of("Verified answer confirmed"),
    "verified_answer.restore": key_of("Verified answer brought back"),
    "widget_key.change": key_of("Web chat changed"),
    "widget_key.create": key_of("Web chat made"),
}
"""By the action as the chain has it; the test of this module knows every recorded one."""


def actions_said(text: str, say: Callable[[str], str]) -> list[str]:
    """The actions whose words hold `text`, for a search by what the page shows."""
    wanted = text.lower()
    return [action for action, key in ACTION_WORDS.items() if wanted and wanted in say(key).lower()]
