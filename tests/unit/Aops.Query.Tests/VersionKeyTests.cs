using Aops.Layout;

namespace Aops.Query.Tests;

public sealed class VersionKeyTests
{
    [Fact]
    public void Keys_HaveTheOrderOfVersions()
    {
        const string letters = "0019aZ._-+";
        var random = new Random(7);
        var versions = Enumerable.Range(0, 400)
            .Select(_ => new string([.. Enumerable.Range(0, 1 + random.Next(9)).Select(_ => letters[random.Next(letters.Length)])]))
            .Concat(["1", "1.0", "1.0.0", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "71c90ab", "10"])
            .Concat([new string('9', 64), "1." + new string('0', 62), "1.0.0-" + new string('z', 58)])
            .ToArray();

        foreach (var x in versions)
        {
            foreach (var y in versions)
            {
                Assert.True(
                    Math.Sign(VersionOrder.Instance.Compare(x, y)) == Math.Sign(string.CompareOrdinal(VersionKey.Of(x), VersionKey.Of(y))),
                    $"{x} and {y}");
            }
        }
    }
}
