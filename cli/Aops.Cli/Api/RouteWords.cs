using System.Text.RegularExpressions;

namespace Aops.Cli.Api;

/// <summary>The server speaks to all its callers, and names its routes; here they are verbs.</summary>
internal static partial class RouteWords
{
    // A part of a path that is * is any one, which the verb takes.
    private static readonly (string Route, string Verb)[] Verbs =
    [
        ("GET /api/v1/fields", "aops fields"),
        ("GET /api/v1/hosts", "aops hosts list"),
        ("POST /api/v1/hosts/remove", "aops hosts remove"),
        ("GET /api/v1/groups", "aops groups list"),
        ("PUT /api/v1/groups/*", "aops groups set *"),
        ("PUT /api/v1/layers/*?dry_run=1", "aops desired apply * --dry-run"),
        ("GET /api/v1/layers/*/revisions", "aops desired history *"),
        ("DELETE /api/v1/freeze", "aops thaw"),
        ("GET /api/v1/rollouts", "aops rollout history"),
        ("POST /api/v1/runs", "aops run"),
        ("GET /api/v1/runs", "aops runs list"),
        ("GET /api/v1/runs?state=running", "aops runs list --state running"),
        ("GET /api/v1/runs/*/hosts", "aops runs hosts *"),
        ("POST /api/v1/runs/*/cancel", "aops runs cancel *"),
        ("GET /api/v1/runbooks", "aops runbooks"),
        ("GET /api/v1/deployments", "aops deployments list"),
        ("PUT /api/v1/deployments/*", "aops deployments replace *"),
        ("GET /api/v1/schedules", "aops schedules list"),
        ("PUT /api/v1/schedules/*", "aops schedules replace *"),
        ("GET /api/v1/alert-rules", "aops alert rule list"),
        ("PUT /api/v1/alert-rules/*", "aops alert rule set *"),
        ("GET /api/v1/silences", "aops alert silences"),
        ("GET /api/v1/webhooks", "aops alert webhook list"),
        ("PUT /api/v1/webhooks/*", "aops alert webhook set *"),
        ("GET /api/v1/enrolments", "aops token waiting"),
        ("GET /api/v1/approvals", "aops approval list"),
        ("GET /api/v1/approval-rules", "aops export approval-rule"),
        ("GET /api/v1/users", "aops user list"),
        ("PUT /api/v1/users/*", "aops user set *"),
        ("GET /api/v1/keys", "aops key list"),
        ("POST /api/v1/keys", "aops key create"),
        ("GET /api/v1/me", "aops whoami"),
        ("GET /api/v1/sessions", "aops whoami"),
        ("POST /api/v1/sessions", "aops login"),
        ("GET /api/v1/audit/head", "aops audit --limit 1"),
    ];

    private static readonly (Regex Route, string Verb)[] Patterns =
        [.. Verbs.Select(one => (PatternOf(one.Route), one.Verb))];

    /// <summary>A sentence with the verbs of what it names by routes; a route without a verb stays.</summary>
    public static string Translate(string sentence) => Route().Replace(sentence, found =>
    {
        foreach (var (route, verb) in Patterns)
        {
            if (route.Match(found.Value) is { Success: true } match)
                return verb.Replace("*", match.Groups[1].Value, StringComparison.Ordinal);
        }
        return found.Value;
    });

    private static Regex PatternOf(string route) =>
        new($"^{Regex.Escape(route).Replace(@"\*", "([^/?]+)", StringComparison.Ordinal)}$");

    [GeneratedRegex(@"\b(GET|PUT|POST|PATCH|DELETE) /api/[^\s,;]*[^\s,;.]")]
    private static partial Regex Route();
}
