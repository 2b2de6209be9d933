"""Message push: the official vectors, both formats, and everything that must be refused."""

import orjson
import pytest
from pydantic import SecretStr

from app.integrations.wechat.push import event_of, read_push, verify_url
from app.integrations.wechat.push_crypto import PushCredentials, PushRefused, decrypt, encrypt, is_signed, signature

A = PushCredentials(SecretStr("AAAAA"), SecretStr("A" * 43), "wxba5fad812f8e6fb9")
B = PushCredentials(
    SecretStr("pamtest"), SecretStr("abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"), "wxb11529c136998cb6"
)
ENCRYPTED = (
    "+qdx1OKCy+5JPCBFWw70tm0fJGb2Jmeia4FCB7kao+/Q5c/ohsOzQHi8khUOb05JCpj0JB4RvQMkUyus8TPxLKJGQqcvZqzDpVzazhZv6JsXUnnR8X"
    "GT740XgXZUXQ7vJVnAG+tE8NUd4yFyjPy7GgiaviNrlCTj+l5kdfMuFUPpRSrfMZuMcp3Fn2Pede2IuQrKEYwKSqFIZoNqJ4M8EajAsjLY2km32IIj"
    "df8YL/P50F7mStwntrA2cPDrM1kb6mOcfBgRtWygb3VIYnSeOBrebufAlr7F9mFUPAJGj04="
)
SAFE = {
    "timestamp": "1714112445",
    "nonce": "415670741",
    "signature": "6c5c811b55cc85e0e1b54100749188c20beb3f5d",
    "msg_signature": "046e02f8204d34f8ba5fa3b1db94908f3df2e9b3",
}


def test_vector_A_the_console_check_is_echoed() -> None:
    query = {"timestamp": "1714036504", "nonce": "1514711492", "echostr": "4375120948345356249"}
    good = {**query, "signature": "f464b24fc39322e44b38aa78f5edd27bd1441696"}
    assert verify_url(good, A) == "4375120948345356249"
    with pytest.raises(PushRefused):
        verify_url({**query, "signature": "0" * 40}, A)


def test_vector_A_plain_and_safe_signatures() -> None:
    assert signature("AAAAA", "1714037059", "486452656") == "899cf89e464efb63f54ddac96b0a0a235f53aa78"
    assert is_signed(SAFE["signature"], "AAAAA", SAFE["timestamp"], SAFE["nonce"])
    assert is_signed(SAFE["msg_signature"], "AAAAA", SAFE["timestamp"], SAFE["nonce"], ENCRYPTED)


def test_vector_A_a_safe_body_with_a_pad_of_nineteen_is_read() -> None:
    opened = orjson.loads(decrypt(A, ENCRYPTED))
    event = read_push(orjson.dumps({"ToUserName": "gh_97417a04a28d", "Encrypt": ENCRYPTED}), SAFE, A)
    assert opened["debug_str"] == "hello world"
    assert (event.kind, event.openid) == ("debug_demo", "o9AgO5Kd5ggOC-bXrbNODIiE3bGY")


def test_vector_A_a_reply_is_encrypted_and_signed_as_the_documents_say() -> None:
    made = encrypt(A, b'{"demo_resp":"good luck"}', random=b"707722b803182950")
    assert made == "ELGduP2YcVatjqIS+eZbp80MNLoAUWvzzyJxgGzxZO/5sAvd070Bs6qrLARC9nVHm48Y4hyRbtzve1L32tmxSQ=="
    assert signature("AAAAA", "1713424427", "415670741", made) == "1b9339964ed2e271e7c7b6ff2b0ef902fc94dea1"


def test_vector_B_the_length_counts_bytes_not_characters() -> None:
    made = encrypt(B, "我是中文abcd123".encode(), random=b"aaaabbbbccccdddd")
    assert made == "jn1L23DB+6ELqJ+6bruv21Y6MD7KeIfP82D6gU39rmkgczbWwt5+3bnyg5K55bgVtVzd832WzZGMhkP72vVOfg=="
    assert decrypt(B, made).decode() == "我是中文abcd123"


def pushed(message: bytes, *, xml: bool = False, to: PushCredentials = A) -> tuple[bytes, dict[str, str]]:
    encrypted = encrypt(to, message)
    query = {"timestamp": "1714112445", "nonce": "n"}
    signed = signature(to.token.get_secret_value(), *query.values(), encrypted)
    body = f"<xml><Encrypt><![CDATA[{encrypted}]]></Encrypt></xml>".encode()
    return (body if xml else orjson.dumps({"Encrypt": encrypted})), {**query, "msg_signature": signed}


def test_a_popup_is_the_same_event_as_json_object_json_list_and_xml() -> None:
    row = {"TemplateId": "t1", "SubscribeStatusString": "accept", "PopupScene": "0"}
    head = {"FromUserName": "oX", "CreateTime": "1620973045", "MsgType": "event", "Event": "subscribe_msg_popup_event"}
    xml = (
        "<xml><FromUserName>oX</FromUserName><CreateTime>1620973045</CreateTime><MsgType>event</MsgType>"
        "<Event>subscribe_msg_popup_event</Event><SubscribeMsgPopupEvent><List><TemplateId>t1</TemplateId>"
        "<SubscribeStatusString>accept</SubscribeStatusString></List></SubscribeMsgPopupEvent></xml>"
    )
    bodies = [orjson.dumps({**head, "List": row}), orjson.dumps({**head, "List": [row]}), xml.encode()]
    events = [read_push(*pushed(body, xml=body is bodies[2]), A) for body in bodies]
    assert events[0] == events[1] == events[2]
    assert events[0].choices[0].accepted is True


def test_events_of_a_person_name_her_by_their_own_field() -> None:
    event = event_of(
        {"FromUserName": "sender", "CreateTime": 1, "MsgType": "Event", "Event": "user_authorization_revoke",
         "OpenID": "oHer", "RevokeInfo": "8,14"}
    )  # fmt: skip
    assert (event.openid, event.revoked) == ("oHer", ("8", "14"))


def test_repeats_have_one_key_and_different_events_have_different_ones() -> None:
    base = {"FromUserName": "oX", "CreateTime": 5, "Event": "subscribe_msg_popup_event"}
    one = event_of({**base, "List": {"TemplateId": "a", "SubscribeStatusString": "accept"}})
    two = event_of({**base, "List": {"TemplateId": "b", "SubscribeStatusString": "accept"}})
    assert one.key == event_of({**base, "List": [{"TemplateId": "a", "SubscribeStatusString": "accept"}]}).key
    assert one.key != two.key
    assert event_of({**base, "MsgId": 7}).key == "msg:7"


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b'{"Encrypt": 5}',
        b"<xml>",
        b'<!DOCTYPE x [<!ENTITY e "x">]><xml><Encrypt>&e;</Encrypt></xml>',
        '<!DOCTYPE x [<!ENTITY e "x">]><xml><Encrypt>&e;</Encrypt></xml>'.encode("utf-16-le"),
        b'<?xml version="1.0" encoding="cp037"?>' + "<!DOCTYPE x><xml><Encrypt>e</Encrypt></xml>".encode("cp037"),
        b"<xml>\x00</xml>",
        b"x" * 70_000,
    ],
)
def test_what_is_no_signed_push_is_refused(body: bytes) -> None:
    with pytest.raises(PushRefused):
        read_push(body, SAFE, A)


def test_a_valid_plain_signature_does_not_vouch_for_the_body() -> None:
    body, query = pushed(b'{"Event":"x"}')
    with pytest.raises(PushRefused):
        read_push(body, {**query, "msg_signature": signature("AAAAA", query["timestamp"], query["nonce"])}, A)


def test_a_push_for_another_program_or_with_one_byte_changed_is_refused() -> None:
    foreign = PushCredentials(A.token, A.aes_key, "wx0000000000000000")
    body, query = pushed(b'{"Event":"x"}', to=foreign)
    with pytest.raises(PushRefused):
        read_push(body, query, A)
    with pytest.raises(PushRefused):
        decrypt(A, ENCRYPTED[:-8] + "AAAAAAA=")
    with pytest.raises(PushRefused):
        decrypt(PushCredentials(A.token, SecretStr("short"), A.appid), ENCRYPTED)
