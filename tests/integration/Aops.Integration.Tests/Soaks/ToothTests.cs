using Aops.Harness.Soaks;

namespace Aops.Integration.Tests.Soaks;

public sealed class ToothTests
{
    [Fact]
    public void Saw_HasATooth_ForEachFall()
    {
        var teeth = Tooth.Find(Course(8, 7, 8, 9, 7.25, 8, 9.5, 7.5, 8), depth: 1);

        Assert.Equal([(9, 7.25), (9.5, 7.5)], teeth.Select(t => (t.High, t.Low)));
        Assert.Equal([400, 700], teeth.Select(t => t.LowAt));
        Assert.Equal([3.0, 3.0], teeth.Select(t => t.Seconds));
    }

    [Theory]
    [InlineData(7.0, 7.5, 7.0, 7.5, 7.0)]
    [InlineData(7.0, 8.0, 9.0, 10.0, 11.0)]
    [InlineData(9.0, 8.0, 7.0, 6.0, 5.0)]
    public void NoiseAndSlopes_HaveNone(params double[] megabytes) => Assert.Empty(Tooth.Find(Course(megabytes), depth: 1));

    [Fact]
    public void EmptyCourse_HasNone() => Assert.Empty(Tooth.Find([], depth: 1));

    [Fact]
    public void LowsThatRise_AreTold_AsTheirSlope()
    {
        // An eighth of an MB each 300 heartbeats.
        var teeth = Tooth.Find(Course(7, 8, 9, 7.125, 8, 9, 7.25, 8, 9, 7.375), depth: 1);

        Assert.Equal(3, teeth.Count);
        Assert.Equal(1.25, Tooth.Rise([.. teeth.Select(t => (t.LowAt, t.Low))], 3000), precision: 6);
    }

    // A sample each second and each 100 heartbeats.
    private static List<SoakSample> Course(params double[] megabytes) =>
    [
        .. megabytes.Select((value, i) =>
            new SoakSample(i, i * 100, "program", 1, 0, (long)Math.Round(value * 1024), 0, 0, 0)),
    ];
}
