using Aops.Server.Runs.Output;

namespace Aops.Server.Tests.Runs;

/// <summary>The file of a host's output, through crashes at every byte and beyond its quota.</summary>
public sealed class OutputFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aops-output-").FullName;

    private string Path => System.IO.Path.Combine(_folder, "a.out");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void CrashAtEveryByte_LeavesWholeFrames()
    {
        byte[] frames = [.. RunningHost.FrameOf([1, 2, 3]), .. RunningHost.FrameOf([], 2), .. RunningHost.FrameOf([4], 2)];
        long[] ends = [0, 16, 29, 43];
        for (var length = 0; length <= frames.Length; length++)
        {
            File.WriteAllBytes(Path, frames[..length]);

            var state = new OutputFile(Path, 1000).Load();

            Assert.Equal(ends.Last(end => end <= length), state.Received);
            Assert.Equal(state.Received, new FileInfo(Path).Length);
        }
    }

    [Fact]
    public void LoadedState_IsThatOfTheLastWrite()
    {
        var file = new OutputFile(Path, 100);
        var state = OutputState.Nothing;
        state = file.Append(state, 0, RunningHost.FrameOf(new byte[10]), 1);
        Assert.Equal(state, file.Load());
        state = file.Append(state, 500, RunningHost.FrameOf(new byte[5]), 1);
        Assert.Equal(state, file.Load());
        // Beyond the quota.
        for (var i = 0; i < 5; i++)
        {
            state = file.Append(state, 0, RunningHost.FrameOf(new byte[10]), 1);
            Assert.Equal(state, file.Load());
            Assert.True(state.Stored <= 100);
        }
        Assert.Equal(500 + 23 + 18 + (5 * 23), state.Received);
        using var output = new OutputReader(File.OpenHandle(Path));
        var read = output.ReadAll().ToList();
        var stored = read.Where(frame => !frame.Frame.IsGap).Sum(frame => frame.Frame.Bytes);
        Assert.Equal(state.Missing, state.Received - stored);
        Assert.Equal(OutputFrame.Skip, read[^1].Frame.Stream);
        Assert.True(read.Count(frame => frame.Frame.IsGap) == 2, "skipped bytes that follow one another are one frame");
    }

    [Fact]
    public void GapOfTheHostsOwn_IsAFrameOfItsSequence()
    {
        var gap = RunningHost.FrameOf(BitConverter.GetBytes(70L), stream: 3);

        var state = new OutputFile(Path, 1000).Append(OutputState.Nothing, 0, gap, 1);

        Assert.Equal((gap.Length, gap.Length, 70), (state.Received, state.Stored, state.Missing));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(255)]
    public void FrameOfAnUnknownStream_IsNoneOfAHost(byte stream) =>
        Assert.NotNull(OutputFrame.FindFault(RunningHost.FrameOf(new byte[8], stream)));
}
