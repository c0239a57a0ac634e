using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Aops.Integration.Tests.Security;

/// <summary>One phase of the attacker's server on the port of the true one, until it is disposed.</summary>
internal sealed class RedTeamServer : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stop = new();

    private RedTeamServer(WebApplication application) => _application = application;

    /// <summary>Starts one.</summary>
    /// <param name="data">Data folder of the true server.</param>
    /// <param name="kind">What certificate it shows.</param>
    /// <param name="speech">Answers agents.</param>
    /// <param name="repository">Answers for files.</param>
    public static async Task<RedTeamServer> StartAsync(
        string data, int port, HostileCertificate.Kind kind, RedTeamSpeech speech, RedTeamRepository repository)
    {
        var certificate = HostileCertificate.Make(data, kind);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Listen(IPAddress.Loopback, port, listen => listen.UseHttps(certificate));
        });
        var server = new RedTeamServer(builder.Build());
        server._application.Run(context => server.AnswerAsync(context, speech, repository));
        await server._application.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        using var limit = new CancellationTokenSource(TimeSpan.FromMilliseconds(500));
        await _application.StopAsync(limit.Token);
        await _application.DisposeAsync();
        _stop.Dispose();
    }

    private async Task AnswerAsync(HttpContext context, RedTeamSpeech speech, RedTeamRepository repository)
    {
        await using var end = _stop.Token.Register(context.Abort);
        try
        {
            await (context.Request.Path.Value switch
            {
                "/api/agents/heartbeat" => speech.HeartbeatAsync(context),
                { } path when path.StartsWith("/repo/", StringComparison.Ordinal) => repository.AnswerAsync(context),
                _ => speech.OtherAsync(context),
            });
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The agent had enough, or the phase is over.
        }
    }
}
