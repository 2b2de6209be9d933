"""Signing in, staying signed in, signing out."""

from typing import Annotated

from fastapi import APIRouter, Request, status

from app.domain.accounts import inputs, sessions
from app.http import sign_in
from app.http.gates import may
from app.http.session import Session
from app.permissions.actors import Actor
from app.permissions.table import Action
from app.schemas.accounts import CodeSent, SignedIn

router = APIRouter(prefix="/v1", tags=["sign-in"])


@router.post("/sign-in/wechat", response_model=SignedIn)
async def by_wechat(request: Request, said: inputs.WeChatSignIn) -> object:
    """Sign in with a WeChat login code."""
    return await sign_in.by_wechat(request, said)


@router.post("/sign-in/phone/codes", response_model=CodeSent, status_code=status.HTTP_202_ACCEPTED)
async def send_code(request: Request, said: inputs.AskPhoneCode) -> object:
    """Send a code by SMS."""
    return await sign_in.send_code(request, said)


@router.post("/sign-in/phone", response_model=SignedIn)
async def by_phone(request: Request, said: inputs.PhoneSignIn) -> object:
    """Sign in with a code that came by SMS."""
    return await sign_in.by_phone(request, said)


@router.post("/sign-in/staff", response_model=SignedIn)
async def by_password(request: Request, said: inputs.StaffSignIn) -> object:
    """Sign a worker in."""
    return await sign_in.by_password(request, said)


@router.post("/sign-in/staff/invitation", status_code=status.HTTP_204_NO_CONTENT)
async def accept_invitation(request: Request, said: inputs.AcceptInvitation) -> None:
    """Let a new worker choose a password."""
    await sign_in.accept_invitation(request, said)


@router.post("/sign-in/refresh", response_model=SignedIn)
async def refresh(request: Request, said: inputs.Refresh) -> object:
    """Give new tokens for a refresh token."""
    return await sign_in.refresh(request, said)


@router.post("/sign-out", status_code=status.HTTP_204_NO_CONTENT)
async def sign_out(actor: Annotated[Actor, may(Action.SESSION_END, keyed=False)], session: Session) -> None:
    """End this session."""
    await sessions.end(session, actor=actor)
