using System.Net;
using Aops.Native.Programs;
using Aops.Server.Bootstrap;
using Microsoft.Extensions.Options;

namespace Aops.Server.Hosting;

/// <summary>Validates the settings; reports all faults at once.</summary>
internal sealed class ServerOptionsValidator : IValidateOptions<ServerOptions>
{
    /// <summary>The form of a public URL, for messages.</summary>
    public const string PublicUrlForm = "https://HOST:PORT";

    /// <summary>Validates; each fault is a sentence that names the option of the command line.</summary>
    public ValidateOptionsResult Validate(string? name, ServerOptions options)
    {
        var result = new ValidateOptionsResultBuilder();
        foreach (var fault in FindFaults(options)) result.AddError(fault);
        return result.Build();
    }

    private static IEnumerable<string> FindFaults(ServerOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.DataDirectory)) yield return "--data is empty";
        else if (AbsolutePath.Of(options.DataDirectory) == "/")
            yield return "--data / would make the root directory private to this user; give a folder of its own";

        if (options.Listen.Count == 0) yield return "--listen names no address";
        if (options.Listen.Count > ServerLimits.ListenAddressesMax)
            yield return $"--listen is given more than {ServerLimits.ListenAddressesMax} times";
        if (options.WebListen.Count > 0 == options.WebCertificate is null)
            yield return "--web-listen, --web-certificate and --web-key go together";
        foreach (var endpoint in FindRepeated(options.Listen.Concat(options.WebListen)))
            yield return $"--listen {endpoint} is given more than once";

        if (options.Backups?.FindFault() is { } fault) yield return fault;

        if (options.ConnectionsPerAddress is < 1 or > ServerLimits.ConnectionsMax)
            yield return $"--connections-per-address takes a number from 1 to {ServerLimits.ConnectionsMax}";

        if (options.EventDays is < 1 or > ServerOptions.EventDaysMax)
            yield return $"--event-days takes a number from 1 to {ServerOptions.EventDaysMax}";
        if (options.RunDays is < 1 or > ServerOptions.EventDaysMax)
            yield return $"--run-days takes a number from 1 to {ServerOptions.EventDaysMax}";
        if (options.RunOutputBytesMax is < 1 or > (long)ServerOptions.RunOutputGibMax << 30)
            yield return $"--run-output-gib takes a number from 1 to {ServerOptions.RunOutputGibMax}";

        if (options.PublicUrl is { } url && !IsPublicUrl(url))
            yield return $"--public-url {url.OriginalString} is not of the form {PublicUrlForm}";
    }

    // Port 0 picks another port each time, so it may be repeated.
    private static IEnumerable<IPEndPoint> FindRepeated(IEnumerable<IPEndPoint> endpoints) => endpoints
        .Where(endpoint => endpoint.Port != 0)
        .GroupBy(endpoint => endpoint)
        .Where(same => same.Skip(1).Any())
        .Select(same => same.Key);

    private static bool IsPublicUrl(Uri url) =>
        url is { IsAbsoluteUri: true, Scheme: "https", AbsolutePath: "/", Query: "", Fragment: "", UserInfo: "" }
        && ServerAddress.TryParse(url, out _);
}
