using System.Text.Json.Nodes;
using Aops.Cli.Api;
using Aops.Cli.Output;

namespace Aops.Cli.Commands.Runs;

/// <summary>
/// Shows the output of a run while it is followed: that of one host as it comes, that of a few once each is whole, that of many
/// as groups of equal outputs, at the end. A host tells its end before its last output.
/// </summary>
internal sealed class RunOutputs(CliShell shell, OperatorApi api, string id, long hosts)
{
    private const int ShownMax = 50;

    private readonly HashSet<string> _told = new(StringComparer.Ordinal);
    private RunLog? _only;
    private long _without = long.MaxValue;
    private bool _isWhole;

    /// <summary>Whether the run has one host, whose output is shown as it comes.</summary>
    public bool IsOne => hosts == 1;

    /// <summary>Whether all is shown that there will be.</summary>
    public bool IsWhole => _only?.IsWhole ?? _isWhole;

    /// <summary>Shows what is there and was not shown.</summary>
    /// <param name="run">The run as it is now.</param>
    /// <param name="waitSeconds">How long it may wait where nothing is there.</param>
    /// <returns>Whether there was something.</returns>
    public async Task<bool> ShowAsync(JsonObject run, int waitSeconds, CancellationToken cancellationToken)
    {
        var isEnded = run["endedAt"] is not null;
        if (IsOne)
        {
            _only ??= await FindOnlyAsync(cancellationToken);
            return await _only.ShowAsync(waitSeconds, cancellationToken);
        }
        if (hosts <= ShownMax) return await ShowWholeAsync(isEnded, cancellationToken);
        if (!isEnded) return false;
        var before = _without;
        _without = (await GroupsAsync(cancellationToken)).Without;
        _isWhole = _without <= RunText.Silent(run["counts"]);
        return _without < before;
    }

    /// <summary>The run is over: shows what is there of what was not shown.</summary>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        if (hosts <= ShownMax)
        {
            if (!IsWhole) await ShowRestAsync(cancellationToken);
            return;
        }
        var (groups, without) = await GroupsAsync(cancellationToken);
        foreach (var (example, count) in groups)
        {
            shell.Terminal.Output.Write($"== {Plural.Hosts(count)} with the output of {example}\n");
            await new RunLog(shell, api, id, example).ShowAsync(0, cancellationToken);
        }
        if (without > 0) shell.Terminal.Say($"{Plural.Hosts(without)} gave no whole output");
    }

    private async Task<RunLog> FindOnlyAsync(CancellationToken cancellationToken)
    {
        var rows = (await api.GetAsync(ApiPath.V1("runs", id, "hosts"), cancellationToken)).List("hosts");
        return new RunLog(shell, api, id, rows.First().Word("id")!);
    }

    private async Task<bool> ShowWholeAsync(bool isEnded, CancellationToken cancellationToken)
    {
        var before = _told.Count;
        await foreach (var host in api.StreamAsync(ApiPath.V1("runs", id, "hosts"), "hosts", cancellationToken))
        {
            var isWhole = RunText.HasEnded(host.Word("phase")) && host["hasWholeOutput"]?.GetValue<bool>() != false;
            if (!isWhole || !_told.Add(host.Word("id")!)) continue;
            shell.Terminal.Output.Write($"== {Cell.Text(host["hostname"])}  {RunText.Ending(host)}\n");
            await new RunLog(shell, api, id, host.Word("id")!).ShowAsync(0, cancellationToken);
        }
        _isWhole = isEnded && _told.Count >= hosts;
        return _told.Count > before;
    }

    private async Task ShowRestAsync(CancellationToken cancellationToken)
    {
        await foreach (var host in api.StreamAsync(ApiPath.V1("runs", id, "hosts"), "hosts", cancellationToken))
        {
            var hostId = host.Word("id")!;
            if (_only is null && _told.Add(hostId))
            {
                shell.Terminal.Output.Write($"== {Cell.Text(host["hostname"])}  {RunText.Ending(host)}\n");
                await new RunLog(shell, api, id, hostId).ShowAsync(0, cancellationToken);
            }
            else if (_only is null)
            {
                continue;
            }
            shell.Terminal.Say(
                $"the output of {Cell.Text(host["hostname"])} is not whole yet; later: aops runs log {id} {hostId}");
        }
    }

    private async Task<(List<(string Example, long Hosts)> Groups, long Without)> GroupsAsync(
        CancellationToken cancellationToken)
    {
        var answer = (await api.GetAsync(ApiPath.V1("runs", id, "outputs"), cancellationToken)).Object;
        var groups = answer["outputs"]?.AsArray() ?? [];
        return ([.. groups.Select(group => (group.Word("example")!, group.Number("hosts")))], answer.Number("without"));
    }
}
