// SPDX-License-Identifier: Apache-2.0

package main

import (
	"testing"
	"time"
)

func TestQuantileIsWithinABucket(t *testing.T) {
	var l latencies
	for ms := 1; ms <= 1000; ms++ {
		l.add(time.Duration(ms) * time.Millisecond)
	}
	for _, c := range []struct{ part, ms float64 }{{0.5, 500}, {0.99, 990}, {1, 1000}} {
		is := float64(l.quantile(c.part)) / float64(time.Millisecond)
		if is < c.ms || is > c.ms*bucketGrowth {
			t.Errorf("quantile %v of 1 to 1000 ms is %.1f ms, should be %v to %.1f", c.part, is, c.ms, c.ms*bucketGrowth)
		}
	}
}

func TestQuantileOfNothingIsZero(t *testing.T) {
	if is := new(latencies).quantile(0.99); is != 0 {
		t.Errorf("is %v", is)
	}
}

func TestOneLongWaitIsTheLastOfAHundred(t *testing.T) {
	var l latencies
	for range 199 {
		l.add(10 * time.Microsecond)
	}
	l.add(2 * time.Second)
	if p99 := l.quantile(0.99); p99 > time.Millisecond {
		t.Errorf("p99 is %v, though only one of 200 was slow", p99)
	}
	if last := l.quantile(1); last < 2*time.Second {
		t.Errorf("the longest is %v", last)
	}
}

func TestExtremesHaveABucket(t *testing.T) {
	var l latencies
	l.add(0)
	l.add(-time.Second)
	l.add(1000 * time.Hour)
	if l.total != 3 || l.counts[0] != 2 {
		t.Errorf("%d counted, %d of them in the first bucket", l.total, l.counts[0])
	}
}
