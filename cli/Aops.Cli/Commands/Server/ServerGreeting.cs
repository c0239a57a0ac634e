using System.Security.Cryptography.X509Certificates;
using Aops.Cli.Contexts;

namespace Aops.Cli.Commands.Server;

/// <summary>What a first request without a token tells of a server.</summary>
internal sealed record ServerGreeting
{
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    /// <summary>Why it does not answer as it should; null where it does.</summary>
    public string? Fault { get; init; }

    /// <summary>How long the answer took.</summary>
    public long Milliseconds { get; init; }

    /// <summary>When its certificate ends; null where none was shown.</summary>
    public DateTimeOffset? CertificateEnd { get; private init; }

    /// <summary>The server's clock less this one; null where no answer told it.</summary>
    public TimeSpan? ClockOffset { get; init; }

    /// <summary>Asks the server whether it is there.</summary>
    public static async Task<ServerGreeting> AskAsync(
        ServerContext context, TimeProvider clock, CancellationToken cancellationToken)
    {
        var server = new Uri(context.Server);
        using var handler = ServerHttp.CreateHandler(context);
        DateTimeOffset? end = null;
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, faults) =>
        {
            if (certificate is X509Certificate2 shown) end = shown.NotAfter.ToUniversalTime();
            return faults == System.Net.Security.SslPolicyErrors.None;
        };
        using var http = new HttpClient(handler) { Timeout = Timeout };
        var start = clock.GetTimestamp();
        try
        {
            using var response = await http.GetAsync(new Uri(server, "healthz"), cancellationToken);
            return new ServerGreeting
            {
                Fault = response.IsSuccessStatusCode ? null : $"{server} answers {(int)response.StatusCode}",
                Milliseconds = (long)clock.GetElapsedTime(start).TotalMilliseconds,
                CertificateEnd = end,
                ClockOffset = response.Headers.Date - clock.GetUtcNow(),
            };
        }
        catch (HttpRequestException e)
        {
            return new ServerGreeting { Fault = ServerHttp.Explain(e, server), CertificateEnd = end };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ServerGreeting { Fault = $"{server} does not answer within {Timeout.TotalSeconds} s", CertificateEnd = end };
        }
    }
}
