using System.Text.RegularExpressions;
using Aops.Contracts;

namespace Aops.AgentService.Diagnose;

/// <summary>
/// Takes secrets out of text, line by line: tokens of the suite by their prefixes, credentials in addresses and headers, values whose
/// name says what they are, and private keys. What a sub-agent writes into its log in a form of its own is not recognized; a bundle
/// is to be read before it is sent.
/// </summary>
internal static partial class Redaction
{
    /// <summary>What stands in the place of a secret.</summary>
    public const string Shown = "(secret)";

    private const string KeyEnd = "-----END";

    /// <summary>The text without them.</summary>
    public static string Of(string text)
    {
        var lines = new List<string>();
        var isKey = false;
        foreach (var line in text.Split('\n'))
        {
            var isInKey = isKey;
            isKey = (isKey || KeyBegin().IsMatch(line)) && !line.Contains(KeyEnd, StringComparison.Ordinal);
            if (isInKey) continue;
            lines.Add(KeyBegin().IsMatch(line) ? Shown : OfLine(line));
        }
        return string.Join('\n', lines);
    }

    private static string OfLine(string line)
    {
        line = Token().Replace(line, Shown);
        line = Credentials().Replace(line, $"$1{Shown}@");
        line = Authorization().Replace(line, $"$1{Shown}");
        return Named().Replace(line, $"$1$2{Shown}$3");
    }

    [GeneratedRegex(@"\b" + TokenForm.Pattern)]
    private static partial Regex Token();

    // user:password@ of an address.
    [GeneratedRegex(@"(\b[a-z][a-z0-9+.\-]*://)[^/\s@""']+@", RegexOptions.IgnoreCase)]
    private static partial Regex Credentials();

    [GeneratedRegex(
        @"(\b(?:Authorization|Cookie|Set-Cookie|Proxy-Authorization)\b""?\s*[:=]\s*).+", RegexOptions.IgnoreCase)]
    private static partial Regex Authorization();

    // password: x, "apiKey": "x", DB_PASSWORD=x.
    [GeneratedRegex(
        @"([A-Za-z0-9_.\-]*(?:password|passwd|passphrase|secret|token|api_?key|private_?key)""?\s*[:=]\s*)" +
        @"(""?)[^\s"",}]+(""?)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Named();

    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]*PRIVATE KEY")]
    private static partial Regex KeyBegin();
}
