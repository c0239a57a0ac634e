using Aops.Contracts;
using Aops.Layout;
using Aops.Systemd.Client;
using Aops.Systemd.Files;

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

        Assert.Equal([UnitNames.Of(Role.Spm)], InstalledUnits.Renew(_layout, Version).Select(fault => fault.Unit));

        Assert.Equal("new", File.ReadAllText(Spm));
        Assert.Empty(InstalledUnits.FindFaults(_layout, Version));
    }

    [Fact]
    public void Case_D7_MissingUnit_IsWritten_AndALinkOfAnOperatorStays()
    {
        File.Delete(Spm);
        var slice = _layout.UnitFile(UnitNames.Slice);
        File.Delete(slice);
        File.CreateSymbolicLink(slice, "/dev/null");
        Assert.True(InstalledUnits.IsAnyMissing(_layout));

        var fault = Assert.Single(InstalledUnits.Renew(_layout, Version));

        Assert.Equal(UnitFileFaultKind.Missing, fault.Kind);
        Assert.Contains(Spm, fault.Sentence, StringComparison.Ordinal);
        Assert.Equal("new", File.ReadAllText(Spm));
        Assert.Equal("/dev/null", new FileInfo(slice).LinkTarget);
        Assert.False(InstalledUnits.IsAnyMissing(_layout));
    }

    [Fact]
    public void Case_D7_UnitOfAPackage_IsThePackages_AndWhatStoodInForItGoesWhenItIsBack()
    {
        var packaged = Path.Combine(_layout.Root, "usr/lib/systemd/system", UnitNames.Of(Role.Spm));
        File.Delete(Spm);
        Write(packaged, "the package's");
        Assert.Empty(InstalledUnits.FindFaults(_layout, Version));

        File.Delete(packaged);
        InstalledUnits.Renew(_layout, Version);
        Assert.Equal("new", File.ReadAllText(Spm));
        Write(packaged, "the package's");

        Assert.Equal(UnitFileFaultKind.Surplus, Assert.Single(InstalledUnits.Renew(_layout, Version)).Kind);
        Assert.False(File.Exists(Spm));
    }

    [Theory]
    [InlineData(true, false, false)]
    [InlineData(false, true, false)]
    [InlineData(false, false, true)]
    public void Case_D7_HostIsRegistered_ByAFile_ALink_OrTheMark(bool file, bool link, bool mark)
    {
        foreach (var unit in UnitNames.Files) File.Delete(_layout.UnitFile(unit));
        Assert.False(InstalledUnits.IsRegistered(_layout));

        if (file) Write(Spm, "new");
        if (mark) Write(_layout.UnitsMark, "");
        if (link)
        {
            var wants = InstalledUnits.WantsLink(_layout, UnitNames.Of(Role.Spa));
            Directory.CreateDirectory(Path.GetDirectoryName(wants)!);
            File.CreateSymbolicLink(wants, "/nowhere");
        }

        Assert.True(InstalledUnits.IsRegistered(_layout));
    }

    [Fact]
    public void Case_D7_Fallback_IsTheSlotsFile_AndIsDroppedWhenTheFileIsBack()
    {
        var unit = UnitNames.Of(Role.Spm);
        File.Delete(Spm);

        var path = FallbackUnits.Write(_layout, unit);

        Assert.Equal("new", File.ReadAllText(path!));
        Assert.Empty(FallbackUnits.Drop(_layout, Version));
        InstalledUnits.Renew(_layout, Version);
        Assert.Equal([unit], FallbackUnits.Drop(_layout, Version));
        Assert.False(File.Exists(path));
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
