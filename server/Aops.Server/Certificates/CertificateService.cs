using System.Globalization;
using Aops.Hosting.Loops;
using Aops.Server.Audit;
using Aops.Server.Events;
using Aops.Server.Storage;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aops.Server.Certificates;

/// <summary>
/// Keeps the server's certificate valid while it runs. It checks often and by the wall clock, so that clock
/// jumps, due renewals and steps of a rotation on the command line take effect. A failed renewal leaves the
/// certificate as it is, is reported once, and is tried again.
/// </summary>
internal sealed partial class CertificateService(
    ServerCertificates certificates, WebCertificate? web, EventLog events, AuditWriter audit, TimeProvider clock,
    ILogger<CertificateService> logger) : BackgroundService
{
    private readonly LoopSupervisor _loops = new(static (_, _) => { }, clock, logger);
    private string? _fault;
    private string? _webFault;
    private DateTimeOffset? _warnedAt;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        _loops.RunAsync("certificates", async stopping =>
        {
            await CheckAsync();
            CheckWeb();
            await Task.Delay(ServerLimits.CertificateCheck, clock, stopping);
        }, stoppingToken);

    private async Task CheckAsync()
    {
        var now = clock.GetUtcNow();
        try
        {
            await TellAsync(certificates.Refresh(now));
            if (_fault is not null) Tell("The certificates can be read and written again.");
            _fault = null;
        }
        // After any failure the server continues with its current certificate.
        catch (Exception e)
        {
            if (_fault == e.Message) return;
            _fault = e.Message;
            Tell($"The server's certificate cannot be renewed: {e.Message}; the one before, good until " +
                $"{Day(certificates.NotAfter)}, stays, and it is tried again every " +
                $"{ServerLimits.CertificateCheck.TotalSeconds:0} s.");
            return;
        }
        WarnOfEnd(now);
    }

    // Its renewal is another's: the files change, one after the other.
    private void CheckWeb()
    {
        if (web is null) return;
        try
        {
            if (web.Refresh())
                Tell($"Another certificate for console and API was read; it is good until {Day(web.NotAfter)}.");
            _webFault = null;
        }
        catch (InvalidDataException e)
        {
            if (_webFault == e.Message) return;
            _webFault = e.Message;
            Tell($"{e.Message}; the one before, good until {Day(web.NotAfter)}, stays for console and API.");
        }
    }

    private async Task TellAsync(CertificateChange change)
    {
        if (change.IsOtherAuthority)
            Tell($"The authority {certificates.Fingerprint} signs from now on.");
        else if (change.IsOtherTrust)
            Tell(certificates.IsRotating ? "A second authority was made." : "The authority before was retired.");
        if (!change.IsRenewed) return;
        Tell($"The server's certificate was renewed and is good until {Day(certificates.NotAfter)}.");
        await audit.AppendAsync(new(AuditKinds.CertificateRenew, "server-certificate")
        {
            After = new AuditFields().Set("notAfter", new DateTimeOffset(certificates.NotAfter.ToUniversalTime()))
                .Set("authority", certificates.Fingerprint),
        });
    }

    private void WarnOfEnd(DateTimeOffset now)
    {
        if (certificates.AuthorityNotAfter - now.UtcDateTime > ServerLimits.AuthorityEndWarning) return;
        if (_warnedAt is { } warned && now - warned < TimeSpan.FromDays(1) && now >= warned) return;
        _warnedAt = now;
        Tell($"The authority of this server ends on {Day(certificates.AuthorityNotAfter)}, and with it every " +
            (certificates.IsRotating
                ? "host's trust; finish its replacement, 'aops-server ca status' says how."
                : "host's trust; replace it, beginning with 'aops-server ca rotate'."));
    }

    private void Tell(string message)
    {
        events.Add(EventKinds.Authority, message);
        Log(message);
    }

    private static string Day(DateTime time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    [LoggerMessage(3000, LogLevel.Warning, "{Message}")]
    private partial void Log(string message);
}
