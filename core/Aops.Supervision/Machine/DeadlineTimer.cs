using Aops.Native.Events;

namespace Aops.Supervision.Machine;

/// <summary>The timer of one sub-agent's <see cref="ProcessModel.Deadline"/>. On the loop only.</summary>
internal sealed class DeadlineTimer
{
    private readonly EventLoop _loop;
    private readonly Action<ProcessTrigger> _onDue;
    private readonly Action _onTimer;
    private LoopTimer? _timer;
    private ProcessDeadline? _armed;

    /// <summary>Makes a timer that is not armed.</summary>
    /// <param name="onDue">Receives the trigger of a deadline that has come; the timer is not armed any more.</param>
    public DeadlineTimer(EventLoop loop, Action<ProcessTrigger> onDue)
    {
        _loop = loop;
        _onDue = onDue;
        _onTimer = OnTimer;
    }

    /// <summary>Arms the timer for a deadline in place of its earlier one; the same one again changes nothing.</summary>
    /// <param name="deadline">Null for none.</param>
    public void Arm(ProcessDeadline? deadline)
    {
        if (_armed == deadline) return;
        Cancel();
        _armed = deadline;
        if (deadline is { } next) _timer = _loop.StartTimer(next.Due - _loop.Now, _onTimer);
    }

    /// <summary>Ends the timer.</summary>
    public void Cancel()
    {
        _timer?.Cancel();
        _timer = null;
    }

    private void OnTimer()
    {
        if (_armed is not { } deadline) return;
        _armed = null;
        _onDue(deadline.Trigger);
    }
}
