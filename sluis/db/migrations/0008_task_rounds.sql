-- The rounds of tasks that fell due together are looked up each second.

create index task_run_round on task_run (round) where round is not null;
