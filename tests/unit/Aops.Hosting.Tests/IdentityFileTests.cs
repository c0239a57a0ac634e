using Aops.Layout;

namespace Aops.Hosting.Tests;

public sealed class IdentityFileTests : IDisposable
{
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-identity-").FullName);

    public IdentityFileTests() => Directory.CreateDirectory(_layout.State);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void NeverWritten_IsNull()
    {
        Assert.Null(IdentityFile.Read(_layout));
        Assert.Null(IdentityFile.Mend(_layout));
    }

    [Theory]
    [InlineData("")]
    [InlineData("{\"agentId\":\"a")]
    [InlineData("\u0001\u0002noise")]
    public void Damaged_IsReadFromItsCopy_AndMended(string content)
    {
        IdentityFile.Write(_layout, Sample);
        File.WriteAllText(_layout.Identity, content);

        Assert.Equal(Sample, IdentityFile.Read(_layout));
        Assert.Contains("is damaged; restored", IdentityFile.Mend(_layout));
        File.Delete(_layout.Identity + ".bak");
        Assert.Equal(Sample, IdentityFile.Read(_layout));
    }

    [Fact]
    public void Gone_IsReadFromItsCopy_AndMended()
    {
        IdentityFile.Write(_layout, Sample);
        File.Delete(_layout.Identity);

        Assert.Equal(Sample, IdentityFile.Read(_layout));
        Assert.Contains("is gone; restored", IdentityFile.Mend(_layout));
        Assert.True(File.Exists(_layout.Identity));
    }

    [Fact]
    public void CopyGone_IsMadeAgain_WithoutAWord()
    {
        IdentityFile.Write(_layout, Sample);
        File.Delete(_layout.Identity + ".bak");

        Assert.Null(IdentityFile.Mend(_layout));
        Assert.True(File.Exists(_layout.Identity + ".bak"));
    }

    [Fact]
    public void BothDamaged_SaysWhatToDo()
    {
        IdentityFile.Write(_layout, Sample);
        File.WriteAllText(_layout.Identity, "");
        File.WriteAllText(_layout.Identity + ".bak", "");

        var fault = Assert.Throws<InvalidDataException>(() => IdentityFile.Read(_layout));
        Assert.Contains("enrol this host again", fault.Message);
    }

    [Fact]
    public void FileOfVersion1_IsRead_AndHoldsTheSameMembersToday()
    {
        const string written =
            """{"schema":1,"agentId":"agent-1","agentToken":"q83vEjRWeJCrze8SNFZ4kKvN7xI0VniQ","machineId":"aa11"}""";
        File.WriteAllText(_layout.Identity, written);

        var identity = IdentityFile.Read(_layout)!;
        IdentityFile.Write(_layout, identity);

        Assert.Equal(("agent-1", "aa11", false), (identity.AgentId, identity.MachineId, identity.IsPinned));
        Assert.Equal(written.Replace("}", ",\"isPinned\":false}", StringComparison.Ordinal), File.ReadAllText(_layout.Identity));
    }

    private static Identity Sample => new() { AgentId = "a1", AgentToken = "t1", MachineId = "m1" };
}
