"""The pages of accounts: activation, one's own account, second factors."""
