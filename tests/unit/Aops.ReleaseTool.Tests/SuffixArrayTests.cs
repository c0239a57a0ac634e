using Aops.ReleaseTool.Deltas;

namespace Aops.ReleaseTool.Tests;

public sealed class SuffixArrayTests
{
    private static int[] Naive(byte[] text) =>
        [.. Enumerable.Range(0, text.Length).Order(Comparer<int>.Create(
            (a, b) => text.AsSpan(a).SequenceCompareTo(text.AsSpan(b))))];

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("aa")]
    [InlineData("ab")]
    [InlineData("ba")]
    [InlineData("banana")]
    [InlineData("mississippi")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    [InlineData("abababababababab")]
    public void Sorts_SmallTexts(string text)
    {
        var bytes = System.Text.Encoding.ASCII.GetBytes(text);

        Assert.Equal(Naive(bytes), SuffixArray.Build(bytes));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 3)]
    [InlineData(3, 256)]
    public void Sorts_RandomTexts(int seed, int symbols)
    {
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var text = new byte[random.Next(300)];
            for (var i = 0; i < text.Length; i++) text[i] = (byte)random.Next(symbols);

            Assert.Equal(Naive(text), SuffixArray.Build(text));
        }
    }

    [Fact]
    public void Longest_IsTheLongest()
    {
        var random = new Random(4);
        var text = new byte[2_000];
        for (var i = 0; i < text.Length; i++) text[i] = (byte)random.Next(3);
        var index = new SuffixIndex(text);
        for (var round = 0; round < 200; round++)
        {
            var wanted = new byte[30];
            for (var i = 0; i < wanted.Length; i++) wanted[i] = (byte)random.Next(3);
            var best = Enumerable.Range(0, text.Length).Max(i => text.AsSpan(i).CommonPrefixLength(wanted));

            var (position, length) = index.Longest(wanted);
            Assert.Equal(best, length);
            Assert.Equal(best, text.AsSpan(position).CommonPrefixLength(wanted));
        }
    }
}
