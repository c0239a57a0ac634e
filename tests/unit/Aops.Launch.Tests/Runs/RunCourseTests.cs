using Aops.Launch.Runs;
using Aops.Runs;

namespace Aops.Launch.Tests.Runs;

public sealed class RunCourseTests
{
    private static readonly TimeSpan Begun = TimeSpan.FromSeconds(1000);

    private readonly RunCourse _course =
        new(TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(20), TimeSpan.FromSeconds(5), Begun);

    private static TimeSpan At(double seconds) => Begun + TimeSpan.FromSeconds(seconds);

    // The step at a time, and that nothing else is due before it.
    private void Expect(CourseStep step, double seconds)
    {
        Assert.Equal(At(seconds), _course.DueAt);
        Assert.Equal(CourseStep.Wait, _course.Next(At(seconds - 0.001)));
        Assert.Equal(step, _course.Next(At(seconds)));
    }

    [Fact]
    public void Silence_EndsIt_AfterItsGraceByKilling()
    {
        Expect(CourseStep.Terminate, 20);
        Assert.Equal(RunEndCause.Idle, _course.StopCause);
        Expect(CourseStep.Kill, 25);
        Assert.True(_course.WasKilled);
        Expect(CourseStep.Kill, 25.05);
        Assert.Equal(CourseStep.Finish, _course.Next(At(35)));
        Assert.True(_course.HasLeft);
    }

    [Fact]
    public void Output_PutsSilenceOff_AndNotTheLongestTime()
    {
        foreach (var time in new[] { 15, 30, 45, 59 }) _course.OnOutput(At(time));

        Expect(CourseStep.Terminate, 60);
        Assert.Equal(RunEndCause.TimedOut, _course.StopCause);
    }

    [Fact]
    public void NoIdleTime_IsAnySilence()
    {
        var course = new RunCourse(TimeSpan.FromDays(7), TimeSpan.Zero, TimeSpan.Zero, Begun);

        Assert.Equal(CourseStep.Wait, course.Next(Begun + TimeSpan.FromDays(6)));
        Assert.Equal(Begun + TimeSpan.FromDays(7), course.DueAt);
    }

    [Fact]
    public void Order_EndsItAtOnce()
    {
        _course.OnCancel();

        Assert.Equal(CourseStep.Terminate, _course.Next(At(1)));
        Assert.Equal(RunEndCause.Cancelled, _course.StopCause);
        Assert.Equal(At(6), _course.DueAt);
    }

    [Fact]
    public void OrderAfterATimeout_ChangesNeitherCauseNorGrace()
    {
        Assert.Equal(CourseStep.Terminate, _course.Next(At(20)));
        _course.OnCancel();

        Expect(CourseStep.Kill, 25);
        Assert.Equal(RunEndCause.Idle, _course.StopCause);
    }

    [Fact]
    public void Exit_LeavesItsDescendantsAMoment_ThenKillsThem()
    {
        _course.OnExit(At(3));

        Expect(CourseStep.Kill, 4);
        Assert.False(_course.WasKilled);
        _course.OnAlone();
        Assert.Equal(CourseStep.Finish, _course.Next(At(4.01)));
        Assert.Null(_course.StopCause);
        Assert.False(_course.HasLeft);
    }

    [Fact]
    public void ExitWithoutDescendants_IsTheEnd()
    {
        _course.OnExit(At(3));
        _course.OnAlone();

        Assert.Equal(CourseStep.Finish, _course.Next(At(3)));
    }

    [Fact]
    public void DescendantsThatCannotWrite_AreKilledAtOnce()
    {
        _course.OnClosed();
        Assert.Equal(CourseStep.Wait, _course.Next(At(1)));
        _course.OnExit(At(3));

        Assert.Equal(CourseStep.Kill, _course.Next(At(3)));
    }

    [Fact]
    public void ExitWithinTheGrace_KeepsTheCause()
    {
        Assert.Equal(CourseStep.Terminate, _course.Next(At(20)));
        _course.OnExit(At(21));

        Expect(CourseStep.Kill, 22);
        Assert.Equal((RunEndCause.Idle, false), (_course.StopCause, _course.WasKilled));
    }

    [Fact]
    public void TimeoutAfterTheExit_IsNone()
    {
        _course.OnExit(At(59.5));

        Assert.Equal(CourseStep.Kill, _course.Next(At(61)));
        Assert.Null(_course.StopCause);
    }
}
