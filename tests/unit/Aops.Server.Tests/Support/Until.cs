namespace Aops.Server.Tests.Support;

/// <summary>Waits for a condition, with a bound.</summary>
internal static class Until
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(60);

    public static Task TrueAsync(Func<bool> condition) => TrueAsync(() => Task.FromResult(condition()));

    public static async Task TrueAsync(Func<Task<bool>> condition)
    {
        var deadline = Environment.TickCount64 + (long)Longest.TotalMilliseconds;
        while (!await condition())
        {
            Assert.True(Environment.TickCount64 < deadline, $"not so within {Longest.TotalSeconds} s");
            await Task.Delay(5);
        }
    }
}
