using System.CommandLine;
using System.Net;
using Aops.Contracts;
using Aops.Server.Certificates;

namespace Aops.Server.CommandLine;

/// <summary>The options of <c>run</c> that give console and API a certificate of the operator's own.</summary>
internal static class WebOptions
{
    private static readonly Option<string[]> WebListen = new("--web-listen")
    {
        Description = "Address at which console and API answer with a certificate of your own; may be given again.",
        HelpName = "ADDRESS:PORT",
        DefaultValueFactory = _ => [],
        Validators =
        {
            result =>
            {
                foreach (var token in result.Tokens)
                {
                    if (ListenAddress.Parse(token.Value) is null)
                        result.AddError($"--web-listen {token.Value} is no address and port; for instance: {ListenAddress.Forms}");
                }
            },
        },
    };

    private static readonly Option<string?> WebCertificateFile = new("--web-certificate")
    {
        Description = "The certificate, and those between it and its authority, in PEM; read again when it changes.",
        HelpName = "FILE",
    };

    private static readonly Option<string?> WebKey = new("--web-key")
    {
        Description = "The key of that certificate, in PEM.",
        HelpName = "FILE",
    };

    /// <summary>Adds the options to a command.</summary>
    public static void AddTo(Command command)
    {
        foreach (var option in new Option[] { WebListen, WebCertificateFile, WebKey }) command.Options.Add(option);
    }

    /// <summary>The addresses; they were validated before.</summary>
    public static IReadOnlyList<IPEndPoint> ReadAddresses(ParseResult parsed) =>
        [.. parsed.GetRequiredValue(WebListen).Select(text => ListenAddress.Parse(text)!)];

    /// <summary>The certificate; null for none.</summary>
    /// <exception cref="StartupFault">One of the two files is not named.</exception>
    public static WebCertificate? ReadCertificate(ParseResult parsed) =>
        (parsed.GetValue(WebCertificateFile), parsed.GetValue(WebKey)) switch
        {
            ({ } certificate, { } key) => new WebCertificate(Path.GetFullPath(certificate), Path.GetFullPath(key)),
            (null, null) => null,
            _ => throw new StartupFault(ExitCodes.Usage, "--web-certificate and --web-key go together"),
        };
}
