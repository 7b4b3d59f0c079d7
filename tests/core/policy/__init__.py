"""Tests of the policy: CertLogic, rule sets, screening and its command."""
