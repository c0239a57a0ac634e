using System.Collections.Concurrent;
using System.Text;
using Aops.Contracts.Wire.Inventory;
using Aops.Spm.Inventory;
using Aops.Spm.Tests.Support;
using Aops.TestSupport;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aops.Spm.Tests.Inventory;

/// <summary>When the inventory is read, and what is sent of it.</summary>
public sealed class InventoryServiceTests : IAsyncDisposable
{
    private readonly SpmBench _spm = new();
    // The time of readings; the pauses of the service go by the bench's.
    private readonly ManualClock _reading = new();
    private readonly ManualResetEventSlim _hang = new();
    private readonly ConcurrentDictionary<string, Func<string?>> _contents = new();
    private readonly ConcurrentQueue<string> _reads = new();
    private readonly ConcurrentQueue<string> _sent = new();
    private readonly InventoryState _state = new();
    private readonly InventoryService _service;
    private DateTime? _packagesAt = DateTime.UnixEpoch;

    public InventoryServiceTests()
    {
        var sources = new[] { InventorySections.Os, InventorySections.Disks, InventorySections.Packages }
            .Select(section => new InventorySource(section, _ => Read(section))).ToList();
        _service = new InventoryService(
            new InventoryGatherer(sources, _reading, NullLogger<InventoryGatherer>.Instance), _state, () => _packagesAt,
            (content, _) =>
            {
                _sent.Enqueue($"{content.Section} {Encoding.UTF8.GetString(content.Json)}");
                return Task.FromResult(true);
            }, () => { }, _spm.Loops, _spm.Clock, _spm.Jitter);
        (_contents["os"], _contents["disks"], _contents["packages"]) = (() => "1", () => "2", () => "3");
    }

    public async ValueTask DisposeAsync()
    {
        _hang.Set();
        await _service.StopAsync(CancellationToken.None);
        _service.Dispose();
        _hang.Dispose();
        _spm.Dispose();
    }

    [Fact]
    public async Task NothingIsNamed_BeforeTheFirstReading()
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await Eventually.HoldsAsync(() => _spm.Clock.NextWait is not null);
        _spm.Clock.Advance(InventoryService.FirstDelay / 2);
        Assert.Null(_state.Hashes);
        Assert.Empty(_reads);

        await PassAsync(InventoryService.FirstDelay * 2);

        Assert.Equal(InventoryHash.Of("2"u8), _state.Hashes!["disks"]);
    }

    [Fact]
    public async Task WhatTheServerLacks_IsSent_AndReadAgainOnceItIsNotHeld()
    {
        await StartReadAsync();

        _state.Answer(["packages", "of-the-future"]);
        await Eventually.HoldsAsync(() => _sent.Count == 1);
        _state.Answer([]);
        var before = _reads.Count;
        _state.Answer(["packages"]);
        await Eventually.HoldsAsync(() => _sent.Count == 2);

        Assert.Equal(["packages 3", "packages 3"], _sent);
        Assert.Equal(["packages"], _reads.Skip(before));
    }

    [Fact]
    public async Task AChangedPackageDatabase_IsReadWithinAMinute_AndAnUnchangedOneAnHourLater()
    {
        await StartReadAsync();
        _contents["packages"] = () => "4";

        await PassAsync(InventoryService.LookPeriod);
        Assert.Equal(InventoryHash.Of("3"u8), _state.Hashes!["packages"]);
        _packagesAt = DateTime.UnixEpoch.AddDays(1);
        await PassAsync(InventoryService.LookPeriod);

        Assert.Equal(InventoryHash.Of("4"u8), _state.Hashes!["packages"]);
        var before = _reads.Count;
        for (var passed = TimeSpan.Zero; passed < InventoryService.Period * 1.2; passed += InventoryService.LookPeriod)
            await PassAsync(InventoryService.LookPeriod);
        Assert.Equal(before + 3, _reads.Count);
    }

    [Fact]
    public async Task ASectionThatHangsOrFails_CostsNoOther()
    {
        _contents["os"] = () => throw new InvalidOperationException("broken");
        _contents["disks"] = () =>
        {
            _hang.Wait();
            return "5";
        };
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await PassUntilAsync(() => _reads.Contains("disks"));
        await Eventually.HoldsAsync(() => _reading.NextWait is not null);
        _reading.Advance(InventoryGatherer.ReadTimeMax);
        await Eventually.HoldsAsync(() => _state.Hashes is not null);

        Assert.Equal(["packages"], _state.Hashes!.Keys);

        _contents["os"] = () => "1";
        _packagesAt = DateTime.UnixEpoch.AddDays(1);
        await PassUntilAsync(() => _state.Hashes!.Count == 2);
        Assert.Single(_reads, section => section == "disks");

        _hang.Set();
        await PassUntilAsync(() => _state.Hashes!.Count == 3);
    }

    [Fact]
    public async Task AContentThatIsTooLong_IsNotNamed()
    {
        _contents["os"] = () => new string('x', InventoryLimits.SectionBytesMax + 1);

        var read = await new InventoryGatherer(
            [new InventorySource("os", _ => Read("os"))], TimeProvider.System, NullLogger<InventoryGatherer>.Instance)
            .ReadAsync(null, TestContext.Current.CancellationToken);

        Assert.Empty(read);
    }

    private async Task StartReadAsync()
    {
        await _service.StartAsync(TestContext.Current.CancellationToken);
        await PassUntilAsync(() => _state.Hashes?.Count == 3);
    }

    private async Task PassUntilAsync(Func<bool> holds)
    {
        await Eventually.HoldsAsync(() =>
        {
            if (holds()) return true;
            // Nothing is under way while the service waits.
            if (_spm.Clock.NextWait is { } wait) _spm.Clock.Advance(wait);
            return false;
        });
    }

    private async Task PassAsync(TimeSpan time)
    {
        await Eventually.HoldsAsync(() => _spm.Clock.NextWait is not null);
        var set = _spm.Clock.TimersSet;
        _spm.Clock.Advance(time);
        // The next pass waits.
        await Eventually.HoldsAsync(() => _spm.Clock.TimersSet > set && _spm.Clock.NextWait is not null);
    }

    private byte[]? Read(string section)
    {
        _reads.Enqueue(section);
        return _contents[section]() is { } text ? Encoding.UTF8.GetBytes(text) : null;
    }
}
