"""CertLogic 1.3.3: validate an expression, compile it once, evaluate it many times."""

from gapura.core.policy.certlogic.compiling import Compiled, compile_expression
from gapura.core.policy.certlogic.validation import Issue, validate
from gapura.core.policy.certlogic.values import CertLogicError

__all__ = ["CertLogicError", "Compiled", "Issue", "compile_expression", "validate"]
