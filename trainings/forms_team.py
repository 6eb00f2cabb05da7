"""The shape of a team's application: contact, municipality, and up to three teams of members."""

from typing import Any

from crispy_forms.layout import Div, Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from foundation.organizations.models import Municipality
from foundation.text import whole_number
from foundation.webforms.choices import SelectField
from foundation.webforms.fields import EmailLineField, LineField, NameField, PhoneField
from foundation.webforms.form import HouseForm, PublicForm, StepButton
from trainings.actions.teams import NewMember, NewTeam
from trainings.enums import Channel
from trainings.enums_team import MemberCategory
from trainings.facts import ApplyingAct
from trainings.models import Course
from trainings.rules.team import MOST_MEMBERS, Seat, split_team, why_not_a_team

LEAST_ROWS = 2
MOST_ROWS = 18
MOST_PARTNERS = MOST_MEMBERS - 1
"""A team of six comes from six municipalities at most."""
PARTNER_HELP = _(
    "ほかの市町村と1つのチームを組むときだけ、お選びください。どの方がどの市町村の方かを、"
    "次におたずねします。"
)
TEAM_CHOICES = [(str(n), f"{n}つ目のチーム") for n in range(1, 4)]


class MemberFields:
    """The fields of one row, used by the public form and by the replacement page."""

    @staticmethod
    def fields() -> dict[str, forms.Field]:
        """Return fresh fields of one member."""
        return {
            "name": NameField(label=_("氏名")),
            "category": SelectField(label=_("区分"), choices=MemberCategory.choices),
            "affiliation": LineField(label=_("所属・職名"), limit=60),
            "email": EmailLineField(label=_("メールアドレス"), required=False),
        }


class ReplaceMemberForm(HouseForm):
    """Who takes a member's seat, and why."""

    reason = forms.CharField(label="交代の理由", max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {**MemberFields.fields(), **self.fields}

    def member(self) -> NewMember:
        """Return the new member; the office of the old one stays with the seat."""
        values = self.cleaned_data
        return NewMember(
            values["name"],
            values["category"],
            affiliation=values["affiliation"],
            email=values["email"],
        )


class TeamApplicationForm(PublicForm):
    """One page; with more than six people a column says who belongs to which team (R-23).

    Municipalities that make a team together are chosen one by one; as soon as one is, a column
    asks from which of them each member comes.
    """

    token_purpose = "trainings.team"  # noqa: S105 - the name of the form, not a secret

    def __init__(self, *args: Any, course: Course, unfinished: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unfinished = unfinished
        self.rows = self._count("people", 4, LEAST_ROWS, MOST_ROWS)
        self.partners = self._count("partners", 1, 1, MOST_PARTNERS)
        self._add_team(course)
        self.towns = self._towns_chosen()
        for n in range(1, self.rows + 1):
            self._add_member(n)
        self.layout = self._arrange()

    def _count(self, name: str, usual: int, least: int, most: int) -> int:
        """Return how many rows of a kind there are, which a hidden field of this name carries."""
        typed = self.data.get(name, "") if self.is_bound else ""
        number = min(max(whole_number(typed, least if typed else usual), least), most)
        self.fields[name] = forms.CharField(required=False, widget=forms.HiddenInput)
        self.initial[name] = str(number)
        return number

    def _towns_chosen(self) -> dict[str, str]:
        """Return the municipalities that were chosen beside the team's own, with their names."""
        if not self.is_bound:
            return {}
        names: dict[str, str] = dict(self.fields["municipality"].choices)  # type: ignore[attr-defined]
        keys = [self.data.get(f"partner_{n}", "") for n in range(1, self.partners + 1)]
        return {key: names[key] for key in keys if key and key in names}

    def _add_team(self, course: Course) -> None:
        home = course.organization.municipality
        towns = Municipality.objects.order_by("code")
        if home is not None:
            towns = towns.filter(prefecture=home.prefecture)
        choices = [(str(t.pk), t.name) for t in towns]
        self.fields["municipality"] = SelectField(label=_("市町村"), choices=choices)
        for n in range(1, self.partners + 1):
            number = f"（{n}）" if self.partners > 1 else ""
            self.fields[f"partner_{n}"] = SelectField(
                label=_("共同で参加する市町村%(number)s") % {"number": number},
                choices=choices,
                required=False,
                help_text=PARTNER_HELP if n == 1 else "",
            )
        self.fields.update(
            {
                "team_name": LineField(label=_("チーム名"), limit=50),
                "area": LineField(
                    label=_("地区"),
                    limit=60,
                    required=False,
                    help_text=_("小さな地区ごとのチームのときは、地区の名前をお書きください。"),
                ),
                "contact_name": NameField(label=_("連絡担当者の氏名")),
                "contact_phone": PhoneField(label=_("連絡担当者の電話番号")),
                "contact_email": EmailLineField(label=_("連絡担当者のメールアドレス")),
            }
        )

    def _add_member(self, n: int) -> None:
        for name, field in MemberFields.fields().items():
            self.fields[f"{name}_{n}"] = field
        self.fields[f"leader_{n}"] = forms.BooleanField(
            label=_("チームリーダー（行政職員の方）"), required=False
        )
        if self.towns:
            names: dict[str, str] = dict(self.fields["municipality"].choices)  # type: ignore[attr-defined]
            own = self.data.get("municipality") or ""
            self.fields[f"town_{n}"] = SelectField(
                label=_("市町村"),
                choices=self.towns.items(),
                required=False,
                open_label=names[own] if own and own in names else _("チームの市町村と同じ"),
            )
        if self.rows > MOST_MEMBERS:
            self.fields[f"team_{n}"] = SelectField(label=_("チーム"), choices=TEAM_CHOICES)

    def _names(self, n: int) -> list[str]:
        names = ["name", "category", "affiliation", "town", "email", "leader", "team"]
        return [f"{name}_{n}" for name in names if f"{name}_{n}" in self.fields]

    def _arrange(self) -> Layout:
        rows = [
            Fieldset(str(_("%(n)s人目") % {"n": n}), *self._names(n))
            for n in range(1, self.rows + 1)
        ]
        more = [] if self.rows >= MOST_ROWS else [_more(_("1人追加する"), "add")]
        partners: list[Any] = [f"partner_{n}" for n in range(1, self.partners + 1)]
        if self.partners < MOST_PARTNERS:
            partners.append(_more(_("共同で参加する市町村を追加する"), "add_town"))
        team = ("team_name", "area", "contact_name", "contact_phone", "contact_email")
        return Layout("municipality", *partners, *team, *rows, *more)

    def full_clean(self) -> None:
        """Show no errors while somebody only asks for another row."""
        super().full_clean()
        if self.unfinished:
            self._errors = forms.utils.ErrorDict()

    def clean(self) -> dict[str, Any]:
        """Check each team by rule F5; too many people get a proposal how to split."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        self._check_towns(cleaned)
        if self.errors:
            return cleaned
        for number, members in self._by_team(cleaned).items():
            refusal = why_not_a_team([Seat(m.category, m.is_leader) for m in members])
            if refusal is None:
                continue
            prefix = f"{number}つ目のチーム：" if self.rows > MOST_MEMBERS else ""
            self.add_error(None, prefix + refusal.sentence)
            if refusal.code == "too_many":
                self._propose_split(cleaned)
                break
        return cleaned

    def _check_towns(self, cleaned: dict[str, Any]) -> None:
        """Ask who comes from each further municipality; the lists stand there with the first."""
        seen = {cleaned["municipality"]: _("チームの市町村とは別の市町村をお選びください。")}
        for n in range(1, self.partners + 1):
            key = cleaned[f"partner_{n}"]
            if key and key in seen:
                self.add_error(f"partner_{n}", seen[key])
            seen.setdefault(key, _("この市町村は、すでに選ばれています。1つは空欄にしてください。"))
        if self.errors:
            return
        sent = {cleaned[f"town_{n}"] for n in range(1, self.rows + 1) if self.towns}
        missing = [name for key, name in self.towns.items() if key not in sent]
        if missing:
            sentence = _("%(towns)sの方を、それぞれの方の「市町村」の欄で選んでください。")
            self.add_error(None, sentence % {"towns": "、".join(missing)})

    def _propose_split(self, cleaned: dict[str, Any]) -> None:
        seats = [
            Seat(cleaned[f"category_{n}"], cleaned[f"leader_{n}"]) for n in range(1, self.rows + 1)
        ]
        data: Any = self.data
        data = data.copy()
        for n, number in enumerate(split_team(seats), start=1):
            data[f"team_{n}"] = str(number)
        self.data = data

    def _by_team(self, cleaned: dict[str, Any]) -> dict[int, list[NewMember]]:
        teams: dict[int, list[NewMember]] = {}
        towns = Municipality.objects.in_bulk([int(key) for key in self.towns])
        for n in range(1, self.rows + 1):
            number = int(cleaned.get(f"team_{n}") or 1)
            teams.setdefault(number, []).append(
                NewMember(
                    name=cleaned[f"name_{n}"],
                    category=cleaned[f"category_{n}"],
                    is_leader=cleaned[f"leader_{n}"],
                    affiliation=cleaned[f"affiliation_{n}"],
                    email=cleaned[f"email_{n}"],
                    municipality=towns.get(int(cleaned.get(f"town_{n}") or 0)),
                )
            )
        return dict(sorted(teams.items()))

    def teams(self) -> list[NewTeam]:
        """Return the teams as typed."""
        values = self.cleaned_data
        town = Municipality.objects.get(pk=values["municipality"])
        groups = self._by_team(values)
        return [
            NewTeam(
                town,
                values["team_name"] + (f"（{number}）" if len(groups) > 1 else ""),
                members,
                values["area"],
            )
            for number, members in groups.items()
        ]

    def act(self, number: int, source: str) -> ApplyingAct:
        """Return the act of one team; each team is an act of its own (rule F5)."""
        values = self.cleaned_data
        return ApplyingAct(
            channel=Channel.TEAM,
            contact_name=values["contact_name"],
            contact_email=values["contact_email"],
            contact_phone=values["contact_phone"],
            token=f"{self.token[:60]}-{number}",
            source=source,
        )


def _more(label: Any, step: str) -> Div:
    """Return the button that asks for one more of something."""
    button = StepButton(str(label), value=step, css_class="dads-button--outline")
    return Div(button, css_class="field")


class PlaceMemberForm(forms.Form):
    """From which municipality a member comes."""

    member = forms.ChoiceField(label="構成員")
    municipality = forms.ModelChoiceField(
        Municipality.objects.none(),
        label="市町村",
        required=False,
        empty_label="チームの市町村と同じ",
    )
