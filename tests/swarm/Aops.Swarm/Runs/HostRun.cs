using System.Net;
using Aops.Swarm.Hosts;
using Aops.Swarm.Wire;

namespace Aops.Swarm.Runs;

/// <summary>
/// One simulated host from its enrolment to its death: it enrols until the server takes it, and sends heartbeats as an agent
/// does, each after the answer to the one before, with a pause that grows while the server does not answer.
/// </summary>
/// <param name="host">The host.</param>
/// <param name="wire">Its requests.</param>
/// <param name="tally">Counts what happens.</param>
/// <param name="options">The swarm.</param>
internal sealed class HostRun(SimulatedHost host, AgentWire wire, SwarmTally tally, SwarmOptions options)
{
    private static readonly TimeSpan PauseMin = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan PauseMax = TimeSpan.FromSeconds(10);

    private readonly Random _random = new(HashCode.Combine(options.Seed, host.Traits.Number));
    private readonly SimulatedRuns _runs = new(host, wire, tally, options);
    private int _misses;

    /// <summary>Enrols.</summary>
    /// <returns>Whether it did; false where the server refuses its token for good.</returns>
    public async Task<bool> EnrolAsync(CancellationToken cancellationToken)
    {
        var token = options.Tokens[host.Traits.TokenNumber];
        while (true)
        {
            if (await TryAsync(() => wire.EnrolAsync(host, token, cancellationToken), cancellationToken) is { } reply)
            {
                if (reply.Value is { } identity)
                {
                    host.Enrol(identity.AgentId, identity.AgentToken);
                    tally.CountEnrolled();
                    return true;
                }
                if (reply.Status == HttpStatusCode.Unauthorized) return false;
                if (reply.RetryAfter is { } wait) await Task.Delay(wait * (1 + _random.NextDouble()), cancellationToken);
            }
            await PauseAsync(cancellationToken);
        }
    }

    /// <summary>Sends heartbeats until it is cancelled, or its identity is refused.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var heartbeat = host.Compose(options.Interval, host.HoldAt(DateTimeOffset.UtcNow, options.Hold));
            tally.BeginHold();
            AgentReply<Contracts.Wire.HeartbeatReply>? reply;
            try
            {
                reply = await TryAsync(() => wire.HeartbeatAsync(host, heartbeat, cancellationToken), cancellationToken);
            }
            finally
            {
                tally.EndHold();
            }
            if (reply?.Value is not { } answer)
            {
                // Removed, or a copy of another host: an agent enrols again only at its operator's word.
                if (reply is { Status: HttpStatusCode.Unauthorized or HttpStatusCode.Conflict }) return;
                await PauseAsync(cancellationToken);
                continue;
            }
            _misses = 0;
            tally.CountHeartbeat(answer.Desired is not null);
            host.TakeUp(answer, DateTimeOffset.UtcNow);
            if (answer.Runs is { } orders) _runs.Take(orders, cancellationToken);
            if (answer.SlowDownSeconds > 0)
                await Task.Delay(TimeSpan.FromSeconds(answer.SlowDownSeconds), cancellationToken);
            else if (options.Hold == TimeSpan.Zero && !host.HasNews && answer.Desired is null)
                await Task.Delay(options.Interval, cancellationToken);
        }
    }

    /// <summary>As a copy of another host: shows its identity, is refused, and asks for one of its own.</summary>
    public async Task CopyAsync(SimulatedHost original, CancellationToken cancellationToken)
    {
        host.Enrol(original.AgentId!, original.AgentToken!);
        await RunAsync(cancellationToken);
        while (true)
        {
            var reply = await TryAsync(() => wire.CloneAsync(host, original, cancellationToken), cancellationToken);
            if (reply?.Value is { } identity)
            {
                host.Enrol(identity.AgentId, identity.AgentToken);
                tally.CountClone();
                await RunAsync(cancellationToken);
                return;
            }
            await Task.Delay(reply?.RetryAfter ?? PauseMax, cancellationToken);
        }
    }

    private async Task<AgentReply<T>?> TryAsync<T>(
        Func<Task<AgentReply<T>>> send, CancellationToken cancellationToken)
        where T : class
    {
        try
        {
            var reply = await send();
            if (reply.Value is null) tally.CountRefusal(reply.Status, reply.Code);
            return reply;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is HttpRequestException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            tally.CountFault();
            return null;
        }
    }

    // As an agent spreads its tries, so that a server that comes back is not asked by all hosts at once.
    private Task PauseAsync(CancellationToken cancellationToken)
    {
        var longest = PauseMin * Math.Pow(2, Math.Min(_misses++, 6));
        var pause = (longest < PauseMax ? longest : PauseMax) * (0.5 + (_random.NextDouble() / 2));
        return Task.Delay(pause, cancellationToken);
    }
}
