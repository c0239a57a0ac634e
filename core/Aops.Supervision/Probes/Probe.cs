using Aops.Contracts.SubAgents;
using Aops.Native.Events;
using Aops.Native.Files;
using Aops.Supervision.Children;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Probes;

/// <summary>
/// Checks one process periodically until it is disposed. On the loop; the checks themselves run off the loop.
/// </summary>
internal sealed class Probe : IDisposable
{
    private static readonly TimeSpan FirstDelay = TimeSpan.FromMilliseconds(10);

    private readonly EventLoop _loop;
    private readonly ProbeSpec _spec;
    private readonly Func<CancellationToken, Task<ProbeResult>> _look;
    private readonly Action<ProbeResult> _onResult;
    private readonly CancellationTokenSource _ended = new();
    private LoopTimer? _timer;
    private TimeSpan _delay;

    /// <summary>Begins the checks.</summary>
    /// <param name="exits">Observes the exit of commands.</param>
    /// <param name="spec">The probe.</param>
    /// <param name="plan">The environment, directory and program directory for the probe.</param>
    /// <param name="launcher">Program and first arguments of the launcher, for a command of another user.</param>
    /// <param name="slotDirectory">Base directory of a relative command.</param>
    /// <param name="quickStart">Whether the first checks follow quickly, so that readiness is seen at once.</param>
    /// <param name="onResult">Receives the result of each check, on the loop.</param>
    public Probe(
        EventLoop loop, ExitWatch exits, ProbeSpec spec, LaunchPlan plan, IReadOnlyList<string> launcher,
        string slotDirectory, bool quickStart, Action<ProbeResult> onResult)
    {
        _loop = loop;
        _spec = spec;
        _onResult = onResult;
        _look = MakeLook(exits, plan, launcher, slotDirectory);
        _delay = quickStart ? FirstDelay : Period;
        _timer = loop.StartTimer(_delay, Look);
    }

    private TimeSpan Period => TimeSpan.FromMilliseconds(_spec.PeriodMilliseconds);

    public void Dispose()
    {
        _timer?.Cancel();
        _timer = null;
        _ended.Cancel();
    }

    private void Look()
    {
        var deadline = CancellationTokenSource.CreateLinkedTokenSource(_ended.Token);
        deadline.CancelAfter(_spec.TimeoutMilliseconds);
        _ = LookAsync(deadline);
    }

    private async Task LookAsync(CancellationTokenSource deadline)
    {
        ProbeResult result;
        try
        {
            result = await _look(deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            result = ProbeResult.Failed($"no answer within {_spec.TimeoutMilliseconds} ms");
        }
        catch (Exception e) when (FileFaults.IsFileFault(e) || e is ObjectDisposedException)
        {
            result = ProbeResult.Failed(e.Message);
        }
        finally
        {
            deadline.Dispose();
        }
        _loop.Post(() => OnLooked(result));
    }

    private void OnLooked(ProbeResult result)
    {
        if (_ended.IsCancellationRequested) return;
        _delay = _delay * 2 < Period ? _delay * 2 : Period;
        _timer = _loop.StartTimer(_delay, Look);
        _onResult(result);
    }

    private Func<CancellationToken, Task<ProbeResult>> MakeLook(
        ExitWatch exits, LaunchPlan plan, IReadOnlyList<string> launcher, string slotDirectory)
    {
        string Expand(string text) => VariableExpander.Expand(text, plan.Environment, "probe");
        switch (_spec.Kind)
        {
            case ProbeKind.Http:
                var url = Expand(_spec.Url ?? "");
                return token => Task.Run(() => ProbeCheck.HttpAsync(url, token), token);
            case ProbeKind.Tcp:
                var address = Expand(_spec.Address ?? "");
                return token => Task.Run(() => ProbeCheck.TcpAsync(address, token), token);
            case ProbeKind.Exec:
                string[] command = [.. _spec.Command.Select(Expand)];
                command[0] = Path.Combine(slotDirectory, command[0]);
                var check = plan.ForCheck(command);
                return token => new ProbeCommand(_loop, exits, check, launcher).RunAsync(token);
            default:
                var file = new HeartbeatFileProbe(
                    Path.Combine(plan.Setup.WorkingDirectory, Expand(_spec.Path ?? "")),
                    TimeSpan.FromSeconds(_spec.MaxAgeSeconds));
                return _ => Task.FromResult(file.Check(_loop.Now, DateTime.UtcNow));
        }
    }
}
