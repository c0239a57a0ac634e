using System.Text.RegularExpressions;
using Aops.TestSupport;

namespace Aops.Console.Tests.Support;

/// <summary>
/// What is changed by the console is also shown as a line for a shell, and the lines of <c>aops</c> are those that it takes.
/// </summary>
internal static partial class ShellLines
{
    /// <summary>
    /// Notes a fault where a page changes something of which no line for a shell tells. Passwords and sign-ins have none.
    /// </summary>
    public const string Script =
        """
        (() => {
          const before = window.fetch;
          const free = ['/api/v1/sessions', '/api/v1/sessions/current', '/api/v1/me/password'];
          window.fetch = (input, init = {}) => {
            const [method, url] = [init.method ?? 'GET', new URL(input, location.href)];
            const isDry = ['1', 'true'].includes(url.searchParams.get('dry_run'));
            if (method !== 'GET' && url.pathname.startsWith('/api/') && !isDry && !free.includes(url.pathname)) {
              const lines = [...document.querySelectorAll('.lines code[aria-label=curl]')].map(code => code.textContent);
              if (!lines.some(line => line.includes(`-X ${method} `) && line.includes(url.pathname)))
                console.error(`no line for a shell tells of ${method} ${url.pathname}`);
            }
            return before(input, init);
          };
        })();
        """;

    // The verbs of the manual with their options.
    private static readonly Lazy<Dictionary<string, HashSet<string>>> Verbs = new(ReadManual);

    /// <summary>What is wrong with a line of <c>aops</c>; null where the manual has its verb and its options.</summary>
    public static string? FaultOf(string line)
    {
        var words = Word().Matches(line).Select(match => match.Value).ToList();
        var length = Enumerable.Range(1, Math.Min(4, words.Count)).LastOrDefault(
            count => Verbs.Value.ContainsKey(string.Join(' ', words.Take(count))));
        if (length == 0) return $"{line}: aops has no such verb";
        var options = Verbs.Value[string.Join(' ', words.Take(length))];
        return words.Skip(length).FirstOrDefault(word => word.StartsWith('-') && !options.Contains(word)) is { } option
            ? $"{line}: the verb has no option {option}"
            : null;
    }

    private static Dictionary<string, HashSet<string>> ReadManual()
    {
        var verbs = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        var shared = new HashSet<string>(StringComparer.Ordinal);
        var options = shared;
        foreach (var line in File.ReadLines(Path.Combine(SourceRoot.Folder, "docs/reference/AOPS.md")))
        {
            if (line.StartsWith("### aops", StringComparison.Ordinal))
                verbs[VerbOf(line)] = options = new HashSet<string>(shared, StringComparer.Ordinal);
            else if (line.StartsWith("| `-", StringComparison.Ordinal))
                options.UnionWith(Option().Matches(line.Split('|')[1]).Select(match => match.Value));
        }
        Assert.True(verbs.Count > 50, "the manual has changed its form");
        return verbs;
    }

    // `### aops runs show ID` is the verb `aops runs show`.
    private static string VerbOf(string heading) =>
        string.Join(' ', heading.Split(' ').Skip(1).TakeWhile(word => word == word.ToLowerInvariant()));

    [GeneratedRegex(@"(?:'(?:[^']|'\\'')*'|[^\s'])+")]
    private static partial Regex Word();

    [GeneratedRegex(@"(?<![\w-])--?[a-z][a-z-]*")]
    private static partial Regex Option();
}
