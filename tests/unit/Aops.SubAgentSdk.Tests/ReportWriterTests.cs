using System.Text.Json.Serialization;

namespace Aops.SubAgentSdk.Tests;

public sealed partial class ReportWriterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _path;

    public ReportWriterTests() => _path = _folder.File("report.json");

    public void Dispose() => _folder.Dispose();

    private void Write(string text) => new ReportWriter(_path).Write(new Report(text), ReportJson.Default.Report);

    [Fact]
    public void Report_ReplacesTheOneBefore_AndLeavesNoOtherFile()
    {
        Write("first");
        Write("second");

        Assert.Equal("""{"Text":"second"}""", File.ReadAllText(_path));
        Assert.Equal([_path], Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Report_IsBounded_AndALongerOneLeavesTheOld(int more, bool isWritten)
    {
        Write("old");
        var braces = """{"Text":""}""".Length;
        var text = new string('x', ReportWriter.ReportBytesMax - braces + more);

        var fault = Record.Exception(() => Write(text));

        Assert.Equal(isWritten, fault is null);
        Assert.True(isWritten || fault is ArgumentException);
        Assert.Equal(isWritten, new FileInfo(_path).Length == ReportWriter.ReportBytesMax);
    }

    [Fact]
    public void FolderGone_IsAnException_AndNoFile()
    {
        var writer = new ReportWriter(_folder.File("gone/report.json"));

        Assert.ThrowsAny<IOException>(() => writer.Write(new Report("x"), ReportJson.Default.Report));
    }

    [Fact]
    public void ReportThatCannotBeReplaced_LeavesNoTemporaryFile()
    {
        Directory.CreateDirectory(Path.Combine(_path, "in the way"));

        Assert.ThrowsAny<Exception>(() => Write("x"));

        Assert.Empty(Directory.GetFiles(_folder.Path));
    }

    internal sealed record Report(string Text);

    [JsonSerializable(typeof(Report))]
    internal sealed partial class ReportJson : JsonSerializerContext;
}
