namespace Aops.AgentService.CommandLine;

/// <summary>
/// Normalizes two spellings: <c>--control install</c> and <c>--control=install</c>, at any position, become
/// the verb <c>install</c> at the front.
/// </summary>
internal static class ControlSpelling
{
    private const string Option = "--control";

    internal static string[] Rewrite(IReadOnlyList<string> arguments)
    {
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == "--") break;
            if (arguments[i] == Option && i + 1 < arguments.Count)
                return [arguments[i + 1], .. arguments.Take(i), .. arguments.Skip(i + 2)];
            if (arguments[i].StartsWith(Option + "=", StringComparison.Ordinal))
                return [arguments[i][(Option.Length + 1)..], .. arguments.Take(i), .. arguments.Skip(i + 1)];
        }
        return [.. arguments];
    }
}
