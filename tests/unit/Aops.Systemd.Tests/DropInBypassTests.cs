using Aops.Contracts;
using Aops.Layout;
using Aops.Systemd.Client;
using Aops.Systemd.Files;

namespace Aops.Systemd.Tests;

public sealed class DropInBypassTests : IDisposable
{
    private static readonly string Unit = UnitNames.Of(Role.Spm);
    private readonly AopsLayout _layout = new(Directory.CreateTempSubdirectory("aops-dropins-").FullName);

    public void Dispose() => Directory.Delete(_layout.Root, recursive: true);

    [Fact]
    public void Case_D10_OfOneName_TheFileThatSystemdTakesCounts()
    {
        var own = Write("etc/systemd/system/aops-spm.service.d/a.conf");
        Write("usr/lib/systemd/system/aops-spm.service.d/a.conf");
        Write("etc/systemd/system/service.d/a.conf");
        var ofAll = Write("run/systemd/system/service.d/b.conf");
        Write("etc/systemd/system/aops-spm.service.d/readme");

        Assert.Equal([own, ofAll], DropInBypass.DropInsOf(_layout, Unit));
    }

    [Fact]
    public void Case_D10_Bypass_IsTold_UntilTheDropInIsEdited()
    {
        var dropIn = Write("etc/systemd/system/aops-spm.service.d/a.conf");
        var cover = Path.Combine(_layout.Root, "run/systemd/system.control/aops-spm.service.d/a.conf");

        DropInBypass.Lay(_layout, Unit, dropIn, "bad\nsetting");

        var found = Assert.Single(DropInBypass.Find(_layout));
        Assert.All(File.ReadLines(cover), line => Assert.StartsWith("#", line, StringComparison.Ordinal));
        Assert.Contains($"{dropIn} (bad setting)", found.Sentence, StringComparison.Ordinal);
        Assert.False(found.IsMended);
        File.WriteAllText(dropIn, "[Service]\nNice=1\n");
        Assert.True(found.IsMended);
        found.Lift();
        Assert.Empty(DropInBypass.Find(_layout));
    }

    [Fact]
    public void Case_D10_FileOfSomebodyElse_IsNoBypass()
    {
        // As 'systemctl set-property --runtime' writes one.
        Write("run/systemd/system.control/aops-spm.service.d/50-MemoryMax.conf");

        Assert.Empty(DropInBypass.Find(_layout));
    }

    private string Write(string path)
    {
        var full = Path.Combine(_layout.Root, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "[Service]\n");
        return full;
    }
}
