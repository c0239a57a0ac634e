using System.Globalization;
using Aops.Hosting.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Aops.Hosting.Tests;

public sealed class PlainLogTests
{
    [Fact]
    public void Event_IsOneLine_WhateverItsTextsHold()
    {
        var lines = Write(log => log.Information("fault of {Host}", "a\nERR forged\u001b[2J\u202E"));

        Assert.Equal("INF fault of a\\nERR forged\\u001B[2J\\u202E\n", lines);
    }

    [Fact]
    public void Exception_IsIndented()
    {
        var lines = Write(log => log.Error(new InvalidDataException("x\nINF forged\r\u001b"), "it failed"));

        Assert.Equal(
            "ERR it failed\n    System.IO.InvalidDataException: x\n    INF forged\\r\\u001B\n", lines);
    }

    [Fact]
    public void LinesOfOneKind_AreLimited_AndCounted()
    {
        var sink = new List<LogEvent>();
        var clock = new Clock();
        using var filter = new RepetitionFilter(new Sink(sink), clock);
        using var log = new LoggerConfiguration().WriteTo.Sink(filter).CreateLogger();

        for (var count = 0; count < RepetitionFilter.BurstMax + 50; count++) log.Warning("refused {Count}", count);
        log.Warning("another kind");
        Assert.Equal(RepetitionFilter.BurstMax + 1, sink.Count);
        clock.Now += TimeSpan.FromMinutes(1);
        log.Warning("refused {Count}", -1);

        Assert.Equal("50 lines like the next one were left out", sink[^2].RenderMessage(CultureInfo.InvariantCulture));
        Assert.Equal("refused -1", sink[^1].RenderMessage(CultureInfo.InvariantCulture));
    }

    private static string Write(Action<ILogger> write)
    {
        using var output = new StringWriter(CultureInfo.InvariantCulture);
        using var log = new LoggerConfiguration().WriteTo.Sink(new TextSink(output)).CreateLogger();
        write(log);
        return output.ToString();
    }

    private sealed class TextSink(TextWriter output) : ILogEventSink
    {
        private readonly PlainLogFormatter _formatter = new("{Level:u3} ");

        public void Emit(LogEvent logEvent) => _formatter.Format(logEvent, output);
    }

    private sealed class Sink(List<LogEvent> events) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => events.Add(logEvent);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
