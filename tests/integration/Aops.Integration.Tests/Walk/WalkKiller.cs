using Aops.Harness;

namespace Aops.Integration.Tests.Walk;

/// <summary>
/// Kills the server in the middle of a write, starts it again, and sees that the write was done as a whole or not at all;
/// a POST is then sent again with the same key. The kills of one write come later and later, until it is done.
/// </summary>
internal sealed class WalkKiller(ServerProcess server, WalkOperator operators, ITestOutputHelper output)
{
    private static readonly TimeSpan[] Moments =
    [
        TimeSpan.FromMilliseconds(1), TimeSpan.FromMilliseconds(3), TimeSpan.FromMilliseconds(8), TimeSpan.FromMilliseconds(25),
    ];

    /// <summary>Kills so far, and those that came before the answer.</summary>
    public (int Kills, int BeforeAnswer) Count { get; private set; }

    /// <summary>Makes a write; the server is killed within it.</summary>
    /// <param name="write">The write.</param>
    /// <param name="isDone">Reads whether it was done; asserts that it is not done in part.</param>
    public async Task WriteAsync(WalkWrite write, Func<Task<bool>> isDone, CancellationToken cancellationToken)
    {
        foreach (var moment in Moments)
        {
            var key = write.Method == HttpMethod.Post ? Guid.NewGuid().ToString() : null;
            // The connection is there, so that the moment is one of the request.
            await operators.GetAsync("/api/v1/fields", cancellationToken);
            var sending = operators.TrySendAsync(write, key, cancellationToken);
            await Task.Delay(moment, cancellationToken);
            await RestartAsync(cancellationToken);
            var answer = await sending;
            Count = (Count.Kills + 1, Count.BeforeAnswer + (answer is null ? 1 : 0));
            var was = await isDone();
            output.WriteLine($"{write.Method} {write.Path}: killed after {moment.TotalMilliseconds} ms, " +
                $"answered {(answer is null ? "nothing" : $"{(int)answer.Status}")}, {(was ? "done" : "not done")}");
            if (answer is { IsDone: true }) Assert.True(was, $"{write.Path} was answered and is not there");
            if (key is not null) was = await RepeatAsync(write, key, was, isDone, cancellationToken);
            if (was) return;
        }
        await operators.SendAsync(write, cancellationToken);
        Assert.True(await isDone());
    }

    /// <summary>Kills the server, and starts it again.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await server.KillAsync(cancellationToken);
        await server.StartAsync(cancellationToken);
    }

    // The same key: done by now or known to be done before; or not known, and then as it was before.
    private async Task<bool> RepeatAsync(
        WalkWrite write, string key, bool was, Func<Task<bool>> isDone, CancellationToken cancellationToken)
    {
        var again = await operators.TrySendAsync(write, key, cancellationToken);
        Assert.NotNull(again);
        var isNow = await isDone();
        output.WriteLine($"    again with its key: {(int)again.Status} {again.Code}");
        if (again.IsDone) Assert.True(isNow, $"{write.Path} was answered with its key, and is not there");
        else
        {
            Assert.Equal("idempotency-unknown", again.Code);
            Assert.Equal(was, isNow);
        }
        return isNow;
    }
}
