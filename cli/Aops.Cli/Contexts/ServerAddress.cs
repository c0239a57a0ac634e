using Aops.Cli.Faults;

namespace Aops.Cli.Contexts;

/// <summary>The address of a server as operators write it.</summary>
internal static class ServerAddress
{
    /// <summary>Parses <c>HOST:PORT</c> or <c>https://HOST:PORT</c>.</summary>
    /// <param name="source">What it is the value of.</param>
    /// <exception cref="CliException">It is no address of HTTPS.</exception>
    public static Uri Parse(string text, string source)
    {
        var whole = text.Contains("://", StringComparison.Ordinal) ? text : $"https://{text}";
        return Uri.TryCreate(whole.TrimEnd('/') + "/", UriKind.Absolute, out var address)
            && address.Scheme == Uri.UriSchemeHttps && address is { AbsolutePath: "/", Query: "", UserInfo: "" }
            ? address
            : throw CliException.Usage($"{source}: '{text}' is no address such as https://HOST:7443");
    }
}
