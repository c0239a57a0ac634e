using Aops.Contracts;
using Aops.Spm.Heartbeats;

namespace Aops.Spm.Tests;

public sealed class PaceTests
{
    [Fact]
    public async Task Sec_M7_SomeFollowAtOnce_AndThenNoMoreThanTheRate()
    {
        var pace = new Pace(Limits.HeartbeatsAtOnceMax, Limits.HeartbeatsPerSecondMax, TimeProvider.System);
        var cancellation = TestContext.Current.CancellationToken;
        for (var i = 0; i < Limits.HeartbeatsAtOnceMax; i++) await pace.WaitAsync(cancellation);
        var since = TimeProvider.System.GetTimestamp();

        for (var i = 0; i < 3; i++) await pace.WaitAsync(cancellation);

        // Less what was filled while the first ones were counted.
        Assert.InRange(TimeProvider.System.GetElapsedTime(since).TotalSeconds,
            2.0 / Limits.HeartbeatsPerSecondMax, double.MaxValue);
    }
}
