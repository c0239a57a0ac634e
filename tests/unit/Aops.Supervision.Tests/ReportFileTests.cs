using Aops.Contracts;
using Aops.Supervision.Launching;

namespace Aops.Supervision.Tests;

public sealed class ReportFileTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""{"a":[1,2.50,true,null,"\u00e9<"]}""")]
    [InlineData("7")]
    public void WhatCanTravel_IsTaken(string content)
    {
        File.WriteAllText(_path, content);

        Assert.Equal(content, ReportFile.Read(_path, out var fault)!.Value.GetRawText());
        Assert.Null(fault);
    }

    public static TheoryData<string, string> Hostile { get; } = new()
    {
        { $"\"{new string('<', 11_000)}\"", "bytes as it travels" },
        { $"\"{new string('é', 11_000)}\"", "bytes as it travels" },
        { $"\"{new string('x', Limits.ReportBytesMax)}\"", $"has {Limits.ReportBytesMax + 2} bytes" },
        { new string('[', 40) + new string(']', 40), "levels" },
        { """{"a":"\ud800"}""", "no Unicode" },
        { """{"\udfff":1}""", "no Unicode" },
        { "{\"a\":", "no JSON" },
        { "NaN", "no JSON" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public void Sec_H5_WhatCannotTravel_IsLeftOut_AndSaysWhy(string content, string why)
    {
        File.WriteAllText(_path, content);

        Assert.Null(ReportFile.Read(_path, out var fault));
        Assert.Contains(why, fault, StringComparison.Ordinal);
    }

    [Fact]
    public void Sec_H5_BytesThatAreNoText_AreLeftOut()
    {
        File.WriteAllBytes(_path, [(byte)'"', 0xff, 0xfe, (byte)'"']);

        Assert.Null(ReportFile.Read(_path, out var fault));
        Assert.NotNull(fault);
    }

    [Fact]
    public void NoFile_IsNoFault()
    {
        Assert.Null(ReportFile.Read(_path + ".none", out var fault));
        Assert.Null(fault);
    }
}
