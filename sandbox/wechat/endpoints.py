"""The endpoints of the stand-in: what each checks, in which order, and what it answers."""

from collections.abc import Mapping

from sandbox.wechat import library, links, operating, safety, session_keys
from sandbox.wechat.access_tokens import Family, Issued
from sandbox.wechat.calls import Asked, Endpoint, owner_of
from sandbox.wechat.replies import Refused
from sandbox.wechat.world import DAY, MINUTE, Code, Program, World

LOGINS_A_MINUTE = 100
LEGACY_TOKENS_A_DAY = 2_000
STABLE_TOKENS_A_MINUTE, STABLE_TOKENS_A_DAY = 10_000, 500_000
FORCED_A_DAY = 20


def _program(world: World, sent: Mapping[str, object]) -> Program:
    """The program that asks, proved by its secret."""
    appid, secret = sent.get("appid"), sent.get("secret")
    if not appid:
        raise Refused(41002)
    program = world.programs.get(str(appid))
    if program is None:
        raise Refused(40013)
    if not secret:
        raise Refused(41004)
    if secret != program.secret:
        raise Refused(40125)
    return program


def _spend(world: World, code: Code | None, appid: str, used: int) -> Code:
    """Give a good code, or refuse: 40029 when unknown, foreign or too old, `used` when it was spent before."""
    if code is None or code.appid != appid:
        raise Refused(40029)
    if code.used:
        raise Refused(used)
    if code.expires_at <= world.now():
        raise Refused(40029)
    return code


def code_to_session(world: World, asked: Asked) -> dict[str, object]:
    """Exchange a login code; it counts as used before the answer leaves, even if the answer is lost."""
    program = _program(world, asked.query)
    if asked.query.get("grant_type") != "authorization_code":
        raise Refused(40002)
    if not asked.query.get("js_code"):
        raise Refused(41008)
    code = _spend(world, world.login_codes.get(asked.query["js_code"]), program.appid, used=40163)
    world.meter(f"login {code.openid}", seconds=MINUTE, limit=LOGINS_A_MINUTE, errcode=45011)
    code.used = True
    person = world.person(code.openid)
    if person.high_risk:
        raise Refused(40226)
    answer: dict[str, object] = {"session_key": person.session_key, "openid": person.openid}
    return answer if person.unionid is None else {**answer, "unionid": person.unionid}


def legacy_token(world: World, asked: Asked) -> dict[str, object]:
    """A new token at every call, each ending the one before."""
    if asked.query.get("grant_type") != "client_credential":
        raise Refused(40002)
    program = _program_in_place(world, asked, asked.query)
    world.meter(f"token {program.appid}", seconds=DAY, limit=LEGACY_TOKENS_A_DAY, errcode=45009)
    return _token_answer(world, world.tokens.new(Family.LEGACY, program.appid, world.now()))


def stable_token(world: World, asked: Asked) -> dict[str, object]:
    """The same token again until its last minutes, unless a refresh is forced."""
    sent = asked.document()
    if sent.get("grant_type") != "client_credential":
        raise Refused(40002)
    program = _program_in_place(world, asked, sent)
    name = f"stable {program.appid}"
    world.meter(f"{name} minute", seconds=MINUTE, limit=STABLE_TOKENS_A_MINUTE, errcode=45011)
    world.meter(f"{name} day", seconds=DAY, limit=STABLE_TOKENS_A_DAY, errcode=45009)
    if sent.get("force_refresh") is not True:
        return _token_answer(world, world.tokens.stable(program.appid, world.now()))
    world.meter(f"{name} forced", seconds=DAY, limit=FORCED_A_DAY, errcode=45009)
    return _token_answer(world, world.tokens.force(program.appid, world.now()))


def user_phone_number(world: World, asked: Asked) -> dict[str, object]:
    """Exchange a phone code. An openid that is not the code's is 40003 here: WeChat documents no number for it."""
    appid = owner_of(world, asked)
    sent = asked.document()
    code = world.phone_codes.get(str(sent.get("code", "")))
    if code is not None and code.appid != appid:
        raise Refused(40013)
    code = _spend(world, code, appid, used=40029)
    if sent.get("openid") not in (None, code.openid):
        raise Refused(40003)
    code.used = True
    person = world.person(code.openid)
    shown = person.phone if person.country_code == "86" else f"+{person.country_code}{person.phone}"
    info = {
        "phoneNumber": shown,
        "purePhoneNumber": person.phone,
        "countryCode": person.country_code,
        "watermark": {"timestamp": int(world.now().timestamp()), "appid": appid},
    }
    return {"errcode": 0, "errmsg": "ok", "phone_info": info}


def send_message(world: World, asked: Asked) -> dict[str, object]:
    """Take a subscription message: token, person, template, fields, consent, in this order."""
    appid = owner_of(world, asked)
    document = asked.document()
    person = world.people.get(str(document.get("touser", "")))
    if person is None or person.appid != appid:
        raise Refused(40003)
    sent = world.messages.take(appid, document, world.now(), world.programs[appid].pages)
    return {"errcode": 0, "errmsg": "ok", "msgid": int(sent.msg_id)}


def list_templates(world: World, asked: Asked) -> dict[str, object]:
    """List the program's templates."""
    appid = owner_of(world, asked)
    rows = [one.shown() for (program, _), one in world.messages.templates.items() if program == appid]
    return {"errcode": 0, "errmsg": "ok", "data": rows}


def _program_in_place(world: World, asked: Asked, sent: Mapping[str, object]) -> Program:
    """The program that asks, from an address it allows."""
    program = _program(world, sent)
    if program.ip_allow and asked.address not in program.ip_allow:
        raise Refused(40164, f"invalid ip {asked.address} ipv6 ::ffff:{asked.address}, not in whitelist")
    return program


def _token_answer(world: World, issued: Issued) -> dict[str, object]:
    left = int((issued.expires_at - world.now()).total_seconds())
    return {"access_token": issued.token, "expires_in": left}


ENDPOINTS = (
    Endpoint("/sns/jscode2session", code_to_session, comma=True),
    Endpoint("/cgi-bin/token", legacy_token),
    Endpoint("/cgi-bin/stable_token", stable_token),
    Endpoint("/wxa/business/getuserphonenumber", user_phone_number),
    Endpoint("/cgi-bin/message/subscribe/send", send_message),
    Endpoint("/wxaapi/newtmpl/gettemplate", list_templates),
    *library.ENDPOINTS,
    *session_keys.ENDPOINTS,
    *safety.ENDPOINTS,
    *links.ENDPOINTS,
    *operating.ENDPOINTS,
)
