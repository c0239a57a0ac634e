using Aops.Query;
using Aops.Server.Layers;
using Aops.Server.People;
using Aops.Server.Rights;

namespace Aops.Server.SingleSignOn;

/// <summary>Finds what is wrong in the settings of an identity provider.</summary>
internal static class ProviderSettingsCheck
{
    private const int TextCharsMax = 256;
    private const int RulesMax = 256;
    private const int ScopesMax = 32;

    /// <summary>Each fault, with the member that it is about.</summary>
    /// <param name="grants">The grants of the rules, where there is no fault.</param>
    public static IEnumerable<string> FindFaults(ProviderSettings settings, out IReadOnlyList<Grant> grants)
    {
        var faults = new List<string>(OfClient(settings));
        if (settings.CreateUsers && settings.Roles.Count == 0)
            faults.Add("createUsers: without roles they would be users who may do nothing");
        if (settings.Roles.Count > RulesMax) faults.Add($"roles: are at most {RulesMax}");
        var read = new List<Grant>();
        foreach (var (index, rule) in settings.Roles.Index())
        {
            var field = $"roles[{index}]";
            if (!IsText(rule.Claim) || !IsText(rule.Value)) faults.Add($"{field}: claim and value have 1 to {TextCharsMax} characters");
            if (ReadScope(rule, out var scope) is { } fault) faults.Add($"{field}.scope: {fault}");
            read.Add(new Grant { Role = rule.Role, Scope = scope });
        }
        grants = read;
        return faults;
    }

    private static IEnumerable<string> OfClient(ProviderSettings settings)
    {
        if (!Uri.TryCreate(settings.Issuer, UriKind.Absolute, out var issuer)
            || issuer is not { Scheme: "https", Query: "", Fragment: "", UserInfo: "" })
        {
            yield return $"issuer: '{settings.Issuer}' is no https:// address without a query";
        }
        if (!Uri.TryCreate(settings.ConsoleUrl, UriKind.Absolute, out var console)
            || console is not { Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" })
        {
            yield return $"consoleUrl: '{settings.ConsoleUrl}' is not of the form https://HOST:PORT";
        }
        if (!IsText(settings.ClientId)) yield return $"clientId: has 1 to {TextCharsMax} characters";
        if (!IsText(settings.NameClaim)) yield return $"nameClaim: has 1 to {TextCharsMax} characters";
        if (!IsText(settings.FullNameClaim)) yield return $"fullNameClaim: has 1 to {TextCharsMax} characters";
        if (settings.NameSuffix.Length > TextCharsMax) yield return $"nameSuffix: has at most {TextCharsMax} characters";
        if (settings.Name.Length is 0 or > PeopleLimits.TextCharsMax || settings.Name.Any(char.IsControl))
            yield return $"name: has 1 to {PeopleLimits.TextCharsMax} characters, and no control characters";
        if (!settings.Scopes.Contains("openid") || settings.Scopes.Count > ScopesMax || !settings.Scopes.All(IsScope))
            yield return $"scopes: are at most {ScopesMax} words, and openid is one of them";
    }

    private static string? ReadScope(RoleRule rule, out string canonical)
    {
        canonical = "";
        try
        {
            var scope = ScopeQuery.Parse(rule.Scope);
            canonical = QueryText.Of(scope);
            if (rule.Role == Role.Admin && !ScopeQuery.IsFleet(scope)) return "an admin rules the whole fleet: leave it away";
            return Membership.FindUnsteady(scope) is { } unsteady
                ? $"asks for {unsteady}, which changes by itself; ask for label.NAME, id, hostname or host.…"
                : null;
        }
        catch (QueryException e)
        {
            return $"{e.Message}; labels are written as label.NAME";
        }
    }

    private static bool IsText(string text) => text.Length is > 0 and <= TextCharsMax;

    // RFC 6749, section 3.3.
    private static bool IsScope(string scope) =>
        IsText(scope) && scope.All(c => c is > ' ' and < (char)0x7F and not ('"' or '\\'));
}
