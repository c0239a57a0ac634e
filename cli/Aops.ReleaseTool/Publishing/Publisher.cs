using Aops.ReleaseTool.Output;

namespace Aops.ReleaseTool.Publishing;

/// <summary>
/// Publishes files and reports progress: one changing line on a terminal, otherwise a line per file. A
/// second run continues an interrupted one.
/// </summary>
/// <param name="report">Receives the files.</param>
internal sealed class Publisher(IPublishTarget target, TextWriter output, bool isTerminal, ToolReport report)
{
    public async Task RunAsync(IReadOnlyList<PublishedFile> files, CancellationToken cancellationToken)
    {
        var sent = 0;
        report.Files = [];
        foreach (var file in files)
        {
            var percent = -1L;
            var progress = new Step(done =>
            {
                var now = file.LengthBytes == 0 ? 100 : done * 100 / file.LengthBytes;
                if (!isTerminal || now == percent) return;
                percent = now;
                output.Write($"\r{file.Path} {now} %");
            });
            var isSent = await target.PutAsync(file, progress, cancellationToken);
            if (isSent) sent++;
            report.Files.Add(new FileReport(file.Path, file.LengthBytes, isSent));
            var start = isTerminal ? "\r" : "";
            await output.WriteLineAsync(
                $"{start}{file.Path} {(isSent ? $"published ({file.LengthBytes} bytes)" : "is there already")}");
        }
        report.Changed = sent > 0;
        await output.WriteLineAsync($"{sent} files published, {files.Count - sent} were there");
    }

    // Progress<T> would post to the thread pool, and lines would appear after the end of their file.
    private sealed class Step(Action<long> report) : IProgress<long>
    {
        public void Report(long value) => report(value);
    }
}
