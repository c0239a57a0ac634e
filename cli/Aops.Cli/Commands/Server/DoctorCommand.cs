using System.CommandLine;
using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Contexts;
using Aops.Cli.Faults;
using Aops.Cli.Output;
using Aops.Layout;
using Aops.Native.Programs;

namespace Aops.Cli.Commands.Server;

/// <summary>
/// <c>aops doctor</c>: what is wrong with the server, its certificate, clocks, releases and hosts, each with what to do. Exit code
/// 1 where something is wrong, 0 for notes alone.
/// </summary>
internal sealed class DoctorCommand(CliShell shell)
{
    private static readonly TimeSpan ClockOffMax = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan MetadataSoon = TimeSpan.FromDays(2);
    private static readonly TimeSpan CertificateSoon = TimeSpan.FromDays(20);

    private static readonly ListView View = new(
        [
            Column.Of("CHECK", "check") with { WidthMin = 11 },
            Column.Of("RESULT", "result") with { IsState = true, WidthMin = 6 },
            Column.Of("DETAIL", "detail") with { WidthMin = 24 },
            Column.Of("FIX", "fix") with { WidthMin = 20 },
        ],
        "check");

    private readonly List<JsonObject> _findings = [];

    public static Command Create(CliShell shell)
    {
        var command = new Command("doctor", "Tells what is wrong with server, certificate, clocks, releases and hosts.");
        command.SetAction((parsed, cancellationToken) => new DoctorCommand(shell).RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var context = ContextChoice.Choose(shell.Terminal, parsed.GetValue(shell.Context));
        Add("client", "ok", $"aops {Product.Version}, context {context.Name}");
        var greeting = await ServerGreeting.AskAsync(context, shell.Terminal.Clock, cancellationToken);
        Add("server", greeting.Fault is null ? "ok" : "wrong", greeting.Fault ?? $"{context.Server} answers in {greeting.Milliseconds} ms",
            greeting.Fault is null ? null : "look at the server's log, the name, the port, the proxy and firewalls");
        if (greeting.CertificateEnd is { } end) CheckCertificate(end);
        if (greeting.ClockOffset is { } offset) CheckClock(offset);
        if (greeting.Fault is null) await CheckServerAsync(context, cancellationToken);
        if (shell.FormatOf(parsed) == OutputFormat.Table) Tell();
        else View.Write(shell.Terminal, shell.FormatOf(parsed), _findings);
        var wrong = _findings.Count(finding => finding.Word("result") == "wrong");
        if (wrong == 0) return CliExitCodes.Ok;
        shell.Terminal.Say($"{Plural.Of(wrong, "thing")} wrong");
        return CliExitCodes.Error;
    }

    // Sentences to act by are read whole, in a terminal of any width.
    private void Tell()
    {
        var output = shell.Terminal.Output;
        foreach (var finding in _findings)
        {
            var result = (finding.Word("result") ?? "").PadRight(6);
            var shown = shell.Terminal.HasColour ? StateColours.Paint(result) : result;
            output.Write($"{shown} {finding.Word("check"),-12} {PlainText.Escape(finding.Word("detail") ?? "")}\n");
            if (finding.Word("fix") is { } fix) output.Write($"{"",20}fix: {PlainText.Escape(fix)}\n");
        }
    }

    private async Task CheckServerAsync(ServerContext context, CancellationToken cancellationToken)
    {
        using var api = new OperatorApi(context, shell.Terminal.Clock);
        try
        {
            await CheckHostsAsync(api, cancellationToken);
        }
        catch (CliException e) when (e.ExitCode == CliExitCodes.Authentication)
        {
            Add("token", "wrong", e.Message, e.Fix);
            return;
        }
        Add("token", "ok", "the server takes it");
        var releases = (await ReleaseCommands.ReadAsync(api, cancellationToken)).Object;
        CheckReleases(releases);
    }

    private void CheckCertificate(DateTimeOffset end)
    {
        var left = end - shell.Terminal.Clock.GetUtcNow();
        Add("certificate", left < CertificateSoon ? "wrong" : "ok", $"ends {Cell.Age(end, shell.Terminal.Clock.GetUtcNow())}",
            left < CertificateSoon ? "the server renews it 30 days before its end: see its events of kind authority, and its disk" : null);
    }

    private void CheckClock(TimeSpan offset)
    {
        var isOff = offset.Duration() > ClockOffMax;
        Add("clock", isOff ? "wrong" : "ok", $"the server's differs from this one by {Cell.Span(offset.Duration())}",
            isOff ? "set both by NTP: certificates and signed metadata depend on them" : null);
    }

    private void CheckReleases(JsonObject releases)
    {
        if (releases.Number("metadataVersion") == 0)
        {
            Add("releases", "note", "nothing is published", "aops-release init, sign, publish: docs/how-to/RELEASES.md");
            return;
        }
        if (releases.Word("fault") is { } fault) Add("releases", "wrong", $"hosts install nothing: {fault}", "aops-release refresh and publish");
        else Add("releases", "ok", $"{releases["releases"]?.AsArray().Count} published");
        foreach (var (publisher, reason) in releases["publisherFaults"]?.AsObject() ?? [])
            Add("publisher", "wrong", $"{publisher}: {Cell.Text(reason)}", "its publisher signs and publishes again");
        if (releases.Time("expiresAt") is not { } expires) return;
        var isSoon = expires - shell.Terminal.Clock.GetUtcNow() < MetadataSoon;
        Add("metadata", isSoon ? "wrong" : "ok",
            $"{releases.Word("expiringRole")} expires {Cell.Age(expires, shell.Terminal.Clock.GetUtcNow())}",
            isSoon ? "aops-release refresh, and publish; a timer does it: aops-release-refresh.timer" : null);
    }

    private async Task CheckHostsAsync(OperatorApi api, CancellationToken cancellationToken)
    {
        var total = await CountAsync(api, "", cancellationToken);
        Add("hosts", total > 0 ? "ok" : "note", Plural.Hosts(total), total > 0 ? null : "aops token create, and install an agent");
        foreach (var (query, meaning) in new[]
        {
            ("offline", "offline"), ("never", "never seen since they enrolled"), ("faults>0", "with faults"),
            ("upgrade in (failed, rolled-back)", "whose upgrade failed"), ("diverged", "that hold what the server does not know"),
            ("paused", "whose sub-agents a layer holds stopped"),
        })
        {
            var count = await CountAsync(api, query, cancellationToken);
            if (count > 0) Add("hosts", "note", $"{count} {meaning}", $"aops hosts list -q '{query}'; aops explain HOST");
        }
    }

    private static async Task<long> CountAsync(OperatorApi api, string query, CancellationToken cancellationToken) =>
        (await api.GetAsync(
            ApiPath.V1("hosts").With("q", query).With("limit", 1).With("count", true), cancellationToken))
        .Object.Number("count");

    private void Add(string check, string result, string detail, string? fix = null) => _findings.Add(new JsonObject
    {
        ["check"] = check, ["result"] = result, ["detail"] = detail, ["fix"] = fix,
    });
}
