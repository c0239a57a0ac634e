using System.Buffers.Binary;
using Aops.TestSupport;

namespace Aops.Layout.Tests;

public sealed class ProgramStampTests : IDisposable
{
    private static readonly string Build = new('b', 32);
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aops-stamp");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void TryRead_GivesWhatTheBuildWrote()
    {
        var stamp = ProgramStamp.TryRead(Write(StampedProgram.Make(Build, "1.2.3")));

        Assert.Equal(new ProgramStamp(Build, "abc123", "1.2.3"), stamp);
    }

    [Theory]
    [InlineData("2.0.0")]
    [InlineData("1")]
    [InlineData("a-version-of-64-characters-which-is-as-long-as-a-name-may-get-01")]
    public void TryWriteVersion_ChangesTheVersionAndNothingElse(string version)
    {
        var before = StampedProgram.Make(Build, "1.2.3");
        var file = Write(before);

        Assert.True(ProgramStamp.TryWriteVersion(file, version));

        Assert.Equal(new ProgramStamp(Build, "abc123", version), ProgramStamp.TryRead(file));
        ProgramStamp.TryWriteVersion(file, "1.2.3");
        Assert.Equal(before, File.ReadAllBytes(file));
    }

    [Theory]
    [InlineData("")]
    [InlineData("#!/bin/sh\n")]
    [InlineData("\u007fELF")]
    public void TryRead_OfWhatIsNoProgram_IsNull(string content)
    {
        var file = Write(System.Text.Encoding.Latin1.GetBytes(content));

        Assert.Null(ProgramStamp.TryRead(file));
        Assert.False(ProgramStamp.TryWriteVersion(file, "1.0.0"));
        Assert.Equal(content.Length, new FileInfo(file).Length);
    }

    [Fact]
    public void TryRead_OfAFileThatIsCutAnywhere_IsNullOrWhole()
    {
        var whole = StampedProgram.Make(Build, "1.2.3");
        for (var length = 0; length < whole.Length; length++)
        {
            var stamp = ProgramStamp.TryRead(Write(whole[..length]));
            Assert.True(stamp is null || stamp.Version == "1.2.3");
        }
    }

    [Theory]
    [InlineData(32)] // where the table of segments lies
    [InlineData(54)] // size of a segment
    [InlineData(56)] // number of segments
    [InlineData(64 + 8)] // where the notes lie
    [InlineData(64 + 32)] // length of the notes
    [InlineData(64 + 56)] // length of the first note's name
    [InlineData(64 + 56 + 4)] // length of its content
    public void TryRead_WithAHostileNumber_NeverThrows(int offset)
    {
        foreach (var number in new ulong[] { 0, 1, 0x7fff, 0xffff_ffff, 0x7fff_ffff_ffff_ffff, ulong.MaxValue })
        {
            var file = StampedProgram.Make(Build, "1.2.3");
            BinaryPrimitives.WriteUInt64LittleEndian(file.AsSpan(offset), number);

            var stamp = ProgramStamp.TryRead(Write(file));

            Assert.True(stamp is null || stamp.BuildId == Build);
        }
    }

    [Fact]
    public void TryWriteVersion_RefusesWhatIsNoVersion() =>
        Assert.Throws<ArgumentException>(() =>
            ProgramStamp.TryWriteVersion(Write(StampedProgram.Make(Build, "1")), "../1"));

    private string Write(byte[] content)
    {
        var file = Path.Combine(_folder.FullName, "program");
        File.WriteAllBytes(file, content);
        return file;
    }
}
