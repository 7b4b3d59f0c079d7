{% autoescape off %}self.kept = {{ kept }};
importScripts("{{ script }}");
{% endautoescape %}
