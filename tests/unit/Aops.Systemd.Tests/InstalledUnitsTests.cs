using Aops.Contracts;

namespace Aops.Systemd.Tests;

public sealed class InstalledUnitsTests : IDisposable
{
    private const string Version = "2.0.0";
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-units-").FullName);

    public InstalledUnitsTests()
    {
        foreach (var unit in UnitNames.Files)
        {
            Write(Path.Combine(_layout.SlotUnits(Version), unit), "new");
            Write(_layout.UnitFile(unit), "new");
        }
    }

    private string Spm => _layout.UnitFile(UnitNames.Of(Role.Spm));

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void UnitsOfTheVersion_AreLeftAlone() => Assert.Empty(InstalledUnits.Renew(_layout, Version));

    [Fact]
    public void OlderUnit_IsReplaced()
    {
        Write(Spm, "old");

        Assert.Equal([UnitNames.Of(Role.Spm)], InstalledUnits.Renew(_layout, Version));

        Assert.Equal("new", File.ReadAllText(Spm));
        Assert.Empty(InstalledUnits.FindStale(_layout, Version));
    }

    [Fact]
    public void UnitThatIsNotThere_OrIsALink_IsNotOurs()
    {
        File.Delete(Spm);
        var slice = _layout.UnitFile(UnitNames.Slice);
        File.Delete(slice);
        File.CreateSymbolicLink(slice, "/dev/null");

        Assert.Empty(InstalledUnits.Renew(_layout, Version));

        Assert.False(File.Exists(Spm));
        Assert.Equal("/dev/null", new FileInfo(slice).LinkTarget);
    }

    [Fact]
    public void VersionWithoutUnits_ChangesNothing()
    {
        Write(Spm, "old");

        Assert.Empty(InstalledUnits.Renew(_layout, "1.0.0"));
    }

    private static void Write(string path, string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
    }
}
