namespace Aops.Hosting.Tests;

public sealed class MachineIdTests : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public void Dispose() => File.Delete(_file);

    [Theory]
    [InlineData("")]
    [InlineData("\n")]
    [InlineData("uninitialized\n")]
    [InlineData(null)]
    public void Case_B18_NoMachineId_StaysWhoItEnrolledAs_WhateverItsName(string? content)
    {
        if (content is null) File.Delete(_file);
        else File.WriteAllText(_file, content);
        var enrolled = HostFacts.MachineId(_file, null, "one");

        Assert.Equal(enrolled, HostFacts.MachineId(_file, enrolled, "two"));
        Assert.NotEqual(enrolled, HostFacts.MachineId(_file, null, "two"));
    }

    [Fact]
    public void MachineId_GoesBeforeWhatWasEnrolled()
    {
        File.WriteAllText(_file, "0123456789abcdef0123456789abcdef\n");

        Assert.Equal(
            HostFacts.MachineId(_file, null, "one"), HostFacts.MachineId(_file, enrolled: "other", "two"));
    }
}
