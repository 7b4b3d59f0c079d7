"""The worst day: a list on paper, printed beforehand and typed in later."""
