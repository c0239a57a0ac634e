using System.Net;
using System.Text;
using Aops.Hosting.Loops;
using Aops.Hosting.Metrics;
using Aops.Hosting.Settings;
using Aops.Spm.Health;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Spm.Local;

/// <summary>
/// Serves metrics to Prometheus on a loopback port, if <c>metricsPort</c> sets one. One request at a time:
/// a client that asks too often waits instead of loading the host.
/// </summary>
internal sealed partial class MetricsService(
    StatusComposer status, SettingsWatcher settings, ActiveFaults faults, LoopSupervisor loops,
    ILogger<MetricsService> logger)
    : BackgroundService
{
    private const string Path = "/metrics";
    private const string FaultName = "metrics";
    private static readonly TimeSpan RetryTime = TimeSpan.FromSeconds(30);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        loops.RunAsync("metrics port", ServeUntilChangedAsync, stoppingToken);

    private async Task ServeUntilChangedAsync(CancellationToken cancellationToken)
    {
        var port = settings.Current.MetricsPort;
        using var changed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        void OnChange(AgentSettings now)
        {
            if (now.MetricsPort != port) changed.Cancel();
        }
        settings.Changed += OnChange;
        try
        {
            // The setting may have changed before the event was subscribed.
            OnChange(settings.Current);
            await ServeOrWaitAsync(port, changed.Token);
        }
        catch (OperationCanceledException) when (changed.IsCancellationRequested)
        {
        }
        finally
        {
            settings.Changed -= OnChange;
        }
    }

    private async Task ServeOrWaitAsync(int port, CancellationToken cancellationToken)
    {
        if (port == 0)
        {
            faults.Set(FaultName, null);
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        try
        {
            await ServeAsync(port, cancellationToken);
        }
        catch (HttpListenerException e) when (!cancellationToken.IsCancellationRequested)
        {
            var sentence = $"metrics cannot be served on 127.0.0.1:{port}: {e.Message}; "
                + $"next try in {RetryTime.TotalSeconds} s";
            if (faults.Set(FaultName, sentence)) LogNotServed(sentence);
            await Task.Delay(RetryTime, cancellationToken);
        }
    }

    private async Task ServeAsync(int port, CancellationToken cancellationToken)
    {
        using var listener = new HttpListener();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        faults.Set(FaultName, null);
        LogServed(port, Path);
        await using var registration = cancellationToken.Register(
            static it => ((HttpListener)it!).Abort(), listener);
        while (true)
        {
            HttpListenerContext request;
            try
            {
                request = await listener.GetContextAsync();
            }
            catch (Exception e) when (cancellationToken.IsCancellationRequested
                && e is HttpListenerException or ObjectDisposedException)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            await AnswerAsync(request);
        }
    }

    private async Task AnswerAsync(HttpListenerContext context)
    {
        using var response = context.Response;
        try
        {
            if (context.Request.Url?.AbsolutePath != Path)
            {
                response.StatusCode = (int)HttpStatusCode.NotFound;
                return;
            }
            if (context.Request.HttpMethod is not ("GET" or "HEAD"))
            {
                response.StatusCode = (int)HttpStatusCode.MethodNotAllowed;
                response.AddHeader("Allow", "GET, HEAD");
                return;
            }
            var body = Encoding.UTF8.GetBytes(StatusMetrics.Write(status.Compose()));
            response.ContentType = StatusMetrics.ContentType;
            response.ContentLength64 = body.Length;
            if (context.Request.HttpMethod == "GET") await response.OutputStream.WriteAsync(body);
        }
        catch (Exception e) when (e is HttpListenerException or IOException or ObjectDisposedException)
        {
            // The client has disconnected.
        }
    }

    [LoggerMessage(2120, LogLevel.Information, "metrics are served on http://127.0.0.1:{Port}{Path}")]
    private partial void LogServed(int port, string path);

    [LoggerMessage(2121, LogLevel.Warning, "{Sentence}")]
    private partial void LogNotServed(string sentence);
}
