using Aops.Systemd.Bus;
using Aops.Systemd.Client;
using Aops.Systemd.Commands;

namespace Aops.Systemd;

/// <summary>
/// Selects the route to systemd for each request: the bus, or <c>systemctl</c> if the bus does not reply. A bus
/// that refuses connections costs nothing and is tried by every request; a bus that hangs is not tried for a while.
/// </summary>
internal sealed class SystemdRoutes(SystemdOptions options) : IDisposable
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan PollTime = TimeSpan.FromMilliseconds(250);

    private readonly BusRoute _bus = new(options);
    private readonly CommandRoute _commands = new(options);
    private long _pausedUntil;
    private bool _isByCommand;

    /// <summary>
    /// Performs an idempotent request, repeatedly and on both routes while systemd is temporarily unreachable.
    /// </summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="ask">Performs the request on a route.</param>
    /// <exception cref="SystemdException">The request was refused, or systemd was not reached.</exception>
    public T Ask<T>(Func<ISystemdRoute, T> ask)
    {
        var until = Environment.TickCount64 + (long)options.RetryTimeMax.TotalMilliseconds;
        while (true)
        {
            if (TryBus(ask, out var answer, out var busFault)) return answer!;
            try
            {
                answer = ask(_commands);
                _isByCommand = true;
                return answer;
            }
            catch (SystemdException e) when (e.IsDisconnected)
            {
                if (e.IsTimeout || Environment.TickCount64 >= until) throw SystemdException.Unreachable(busFault, e);
            }
            Thread.Sleep(RetryPause);
        }
    }

    /// <summary>Has signals passed on while there is a connection; see <see cref="BusRoute.Watch"/>.</summary>
    /// <returns>Whether it was not watched before.</returns>
    public bool Watch(string rule)
    {
        try
        {
            return _bus.Watch(rule);
        }
        catch (SystemdException)
        {
            // Dropping the connection makes the waiting thread query systemd instead of waiting for signals.
            _bus.Drop();
            return true;
        }
    }

    /// <summary>Takes a rule back.</summary>
    public void Unwatch(string rule) => _bus.Unwatch(rule);

    /// <summary>Takes the next signal.</summary>
    /// <param name="time">Longest wait.</param>
    /// <param name="isLost">Whether signals may have been lost, or none can come on this way: the caller looks itself.</param>
    /// <returns>The signal, or null if none came.</returns>
    public BusSignal? Next(TimeSpan time, out bool isLost)
    {
        if (_bus.IsOpen)
        {
            var signal = _bus.Next(time, out isLost);
            if (_bus.HasEnded) _bus.Drop();
            return signal;
        }
        isLost = true;
        // A lost connection is opened again at once.
        if (_isByCommand) Thread.Sleep(time < PollTime ? time : PollTime);
        return null;
    }

    /// <summary>Closes the connection until the next request.</summary>
    public void Dispose() => _bus.Dispose();

    private bool TryBus<T>(Func<ISystemdRoute, T> ask, out T? answer, out SystemdException? fault)
    {
        (answer, fault) = (default, null);
        if (Environment.TickCount64 < _pausedUntil) return false;
        // An older connection may have been lost since; then a new one is opened.
        for (var tries = _bus.IsOpen ? 2 : 1; tries > 0; tries--)
        {
            try
            {
                answer = ask(_bus);
                _isByCommand = false;
                return true;
            }
            catch (SystemdException e) when (e.IsDisconnected)
            {
                _bus.Drop();
                fault = e;
                if (!e.IsTimeout) continue;
                _pausedUntil = Environment.TickCount64 + (long)options.BusPause.TotalMilliseconds;
                return false;
            }
        }
        return false;
    }
}
