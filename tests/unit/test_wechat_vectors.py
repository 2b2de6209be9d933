"""Official vectors of wechat.md §5.4 and §5.5; those of message push (A, B) are in test_wechat_push."""

import base64

import pytest
from pydantic import SecretStr

from app.integrations.wechat.session_keys import raw_data_signature, session_signature
from app.integrations.wechat.user_data import UserDataRefused, open_user_data

APPID = "wx4f4bc4dec97d474b"
SESSION_KEY, IV = SecretStr("tiihtNczf5v6AKRyjwEUhQ=="), "r7BXXKkLb8qrSNn05n0qiA=="
ENCRYPTED = (
    "CiyLU1Aw2KjvrjMdj8YKliAjtP4gsMZMQmRzooG2xrDcvSnxIMXFufNstNGTyaGS9uT5geRa0W4oTOb1WT7fJlAC+oNPdbB+3hVbJSRgv+4lGOETKUQz"
    "6OYStslQ142dNCuabNPGBzlooOmB231qMM85d2/fV6ChevvXvQP8Hkue1poOFtnEtpyxVLW1zAo6/1Xx1COxFvrc2d7UL/lmHInNlxuacJXwu0fjpXfz"
    "/YqYzBIBzD6WUfTIF9GRHpOn/Hz7saL8xz+W//FRAUid1OksQaQx4CMs8LOddcQhULW4ucetDf96JcR3g0gfRK4PC7E/r7Z6xNrXd2UIeorGj5Ef7b1p"
    "JAYB6Y5anaHqZ9J6nKEBvB4DnNLIVWSgARns/8wR2SiRS7MNACwTyrGvt9ts8p12PKFdlqYTopNHR1Vf7XjfhQlVsAJdNiKdYmYVoKlaRv85IfVunYzO"
    "0IKXsyl7JCUjCpoG20f0a04COwfneQAGGwd5oa+T8yO5hzuyDb/XcxxmK01EpqOyuxINew=="
)
RAW_DATA = (
    '{"nickName":"Band","gender":1,"language":"zh_CN","city":"Guangzhou","province":"Guangdong","country":"CN","avatarUrl":'
    '"http://wx.qlogo.cn/mmopen/vi_32/1vZvI39NWFQ9XM4LtQpFrQJ1xlgZxx3w7bQxKARol6503Iuswjjn6nIGBiaycAjAtpujxyzYsrztuuICqIM'
    '5ibXQ/0"}'
)
SIGNING_KEY = SecretStr("o0q0otL8aEzpcZL/FT9WsQ==")


def test_vector_E_user_data_is_opened_and_its_watermark_checked() -> None:
    found = open_user_data(SESSION_KEY, iv=IV, encrypted=ENCRYPTED, appid=APPID)
    assert (found["openId"], found["nickName"], found["watermark"]["timestamp"]) == (
        "oGZUI0egBJY1zhBYw2KhdUfwVJJE",
        "Band",
        1477314187,
    )


@pytest.mark.parametrize(
    ("key", "iv", "encrypted", "appid"),
    [
        (SESSION_KEY, IV, ENCRYPTED, "wx0000000000000000"),
        (SecretStr(base64.b64encode(b"another key 16 b").decode()), IV, ENCRYPTED, APPID),
        (SESSION_KEY, IV, ENCRYPTED[:-8] + "AAAAAAA=", APPID),
        (SESSION_KEY, IV, "", APPID),
        (SecretStr("short"), IV, ENCRYPTED, APPID),
        (SESSION_KEY, "AAAA", ENCRYPTED, APPID),
    ],
)
def test_vector_E_whatever_is_wrong_she_signs_in_again(key: SecretStr, iv: str, encrypted: str, appid: str) -> None:
    with pytest.raises(UserDataRefused) as caught:
        open_user_data(key, iv=iv, encrypted=encrypted, appid=appid)
    assert caught.value.details == {"retry_with": "new_code"}


def test_vector_F_raw_data_is_signed_as_received() -> None:
    signed = raw_data_signature(RAW_DATA, SecretStr("HyVFkGl5F5OQWJZZaNzBBg=="))
    assert signed == "75e81ceda165f4ffa64f4068af58c64b8f54b88c"


@pytest.mark.parametrize(
    ("message", "signed"),
    [
        ('{"foo":"bar"}', "654571f79995b2ce1e149e53c0a33dc39c0a74090db514261454e8dbe432aa0b"),
        ("", "46e043c5525c2d817c44be603d30837a808a1d930d038f6fdc3e62a201fed128"),
    ],
)
def test_vector_G_the_signing_key_is_the_base64_text_itself(message: str, signed: str) -> None:
    assert session_signature(SIGNING_KEY, message) == signed
